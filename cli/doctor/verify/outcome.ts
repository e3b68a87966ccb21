/** Result of comparing a workspace with an entry of the parity ledger. */
import type { Report } from '../check';
import type { Context } from '../context';

export interface Outcome {
  /** `same`: the workspace behaves as the ledger documents the platform. */
  readonly status: 'same' | 'different' | 'not run';
  /** The observed state, or the reason why nothing was compared. */
  readonly detail: string;
}

/** Input of a probe: the workspace, and the findings of the checks that ran before. */
export interface Evidence {
  readonly context: Context;
  readonly reports: readonly Report[];
}

/** Compares the workspace with one entry. A probe changes nothing. */
export type Probe = (evidence: Evidence) => Outcome | Promise<Outcome>;

export const same = (detail: string): Outcome => ({ status: 'same', detail });
export const different = (detail: string): Outcome => ({ status: 'different', detail });
export const notRun = (detail: string): Outcome => ({ status: 'not run', detail });
