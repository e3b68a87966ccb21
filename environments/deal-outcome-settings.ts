import { boundProblems, type Bound } from './bounds';
import type { LakehouseSettings } from './settings';
import { show } from './show';

/** What keeps deals of the training data out of those that a model is judged by. */
export const SPLITS = ['rep', 'time'] as const;
export type Split = (typeof SPLITS)[number];

/** How the deal-outcome model is trained, and when one takes the place of another. */
export interface DealOutcomeSettings {
  /**
   * The scoring versions whose signals it learns from, and predicts by.
   * @default - all of them
   */
  readonly scoringVersions?: readonly string[];
  /**
   * What models are judged by: all deals of some reps, who are the same every time, or the deals
   * that were closed last.
   * @default 'rep'
   */
  readonly split?: Split;
  /**
   * The share of reps, or of deals, that models are judged by, from 0.05 to 0.5.
   * @default 0.25
   */
  readonly holdOutShare?: number;
  /**
   * With fewer closed deals no model is trained.
   * @default 200
   */
  readonly minDeals?: number;
  /**
   * A model with a greater area under the ROC curve has learnt what it was told: training fails.
   * @default 0.9
   */
  readonly maxPlausibleAuc?: number;
  /**
   * By how much the area under the ROC curve has to rise for a model to become the champion.
   * @default 0 - it has to be greater
   */
  readonly minGain?: number;
}

const DEFAULTS: Required<DealOutcomeSettings> = {
  scoringVersions: [],
  split: 'rep',
  holdOutShare: 0.25,
  minDeals: 200,
  maxPlausibleAuc: 0.9,
  minGain: 0,
};

const BOUNDS: Readonly<
  Record<Exclude<keyof DealOutcomeSettings, 'scoringVersions' | 'split'>, Bound>
> = {
  holdOutShare: { low: 0.05, high: 0.5, isFraction: true },
  minDeals: { low: 20, high: 10_000_000 },
  maxPlausibleAuc: { low: 0.5, high: 1, isFraction: true },
  minGain: { low: 0, high: 0.5, isFraction: true },
};

/** The settings with what is left out; no scoring version named means all. */
export function dealOutcomeDefaults(
  settings: DealOutcomeSettings = {},
): Required<DealOutcomeSettings> {
  return { ...DEFAULTS, ...settings };
}

/** Everything that is wrong with the settings of the deal-outcome model. */
export function dealOutcomeProblems({ dealOutcome = {} }: LakehouseSettings): string[] {
  const { scoringVersions = [], split = DEFAULTS.split, ...numbers } = dealOutcome;
  const problems = boundProblems('dealOutcome', numbers, BOUNDS);
  const named = Array.isArray(scoringVersions) && scoringVersions.every((v) => v && v.trim() === v);
  if (!named) {
    problems.push(
      `\`dealOutcome.scoringVersions\` must list scoring versions, got: ${show(scoringVersions)}`,
    );
  }
  if (!SPLITS.includes(split)) {
    const known = SPLITS.join(', ');
    problems.push(`\`dealOutcome.split\` must be one of ${known}, got: ${show(split)}`);
  }
  return problems;
}
