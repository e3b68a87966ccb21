import { boundProblems, type Bound } from './bounds';
import type { LakehouseSettings } from './settings';

/** When a rep scores so much worse than before that somebody should look. */
export interface ScoreDropSettings {
  /**
   * The share of the average before that the latest month is below it, from 0.01 to 1.
   * @default 0.2
   */
  readonly share?: number;
  /**
   * The months before the latest that it is compared with.
   * @default 3
   */
  readonly windowMonths?: number;
  /**
   * The calls that the latest month and the months before need at least, to be compared.
   * @default 5
   */
  readonly minCalls?: number;
}

const DEFAULTS: Required<ScoreDropSettings> = { share: 0.2, windowMonths: 3, minCalls: 5 };

const BOUNDS: Readonly<Record<keyof ScoreDropSettings, Bound>> = {
  share: { low: 0.01, high: 1, isFraction: true },
  windowMonths: { low: 1, high: 24 },
  minCalls: { low: 1, high: 10_000 },
};

/** The settings with what is left out. */
export function scoreDropDefaults(settings: ScoreDropSettings = {}): Required<ScoreDropSettings> {
  return { ...DEFAULTS, ...settings };
}

/** Everything that is wrong with the settings of the alert on scores. */
export function scoreDropProblems({ scoreDrop = {} }: LakehouseSettings): string[] {
  return boundProblems('scoreDrop', { ...scoreDrop }, BOUNDS);
}
