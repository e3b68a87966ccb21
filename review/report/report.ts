import type { AccessChange } from '../access/access-changes';
import type { Detail } from '../changes/detail';
import type { CostComparison } from '../cost/cost';
import type { Action } from '../plan/change';
import type { Finding } from '../policies/findings';
import type { Room } from '../rooms';

/** How many resources a plan does what with. */
export type Summary = Readonly<Record<Exclude<Action, 'none' | 'read'>, number>> & {
  readonly unchanged: number;
  /** Resources that were changed outside of terraform. */
  readonly drifted: number;
};

/** One resource that changes. */
export interface ReportedChange {
  readonly address: string;
  readonly type: string;
  readonly action: Action;
  /** What people call it: a full name, a path, a display name. */
  readonly title: string;
  readonly details: readonly Detail[];
  /** Details that were left out. @default 0 */
  readonly omittedDetails?: number;
  /** What is said of it beside its details: what it is replaced for, where it moved from. */
  readonly notes: readonly string[];
}

export interface ReportedRoom {
  readonly room: Room;
  readonly changes: readonly ReportedChange[];
}

/** A plan review: what the Markdown shows, and all of what the JSON file has. */
export interface Report {
  /** Of this format; rises when a field changes its meaning. */
  readonly version: 1;
  readonly environment: string;
  readonly terraformVersion: string;
  readonly summary: Summary;
  /** Whether a finding stops the change. */
  readonly blocked: boolean;
  readonly findings: readonly Finding[];
  readonly access: readonly AccessChange[];
  readonly rooms: readonly ReportedRoom[];
  readonly cost: CostComparison;
  readonly drift: readonly ReportedChange[];
  /** Changes of outputs, by their names. */
  readonly outputs: readonly Detail[];
  /** What a reader has to know to read the rest rightly. */
  readonly notes: readonly string[];
}
