import type { AccessChange } from '../access/access-changes';
import type { Detail } from '../changes/detail';
import type { CostComparison } from '../cost/cost';
import type { Action } from '../plan/change';
import type { Finding } from '../policies/findings';
import type { Policy } from '../policies/policy';
import type { Room } from '../rooms';
import type { Stake } from '../stake/stake';

/** The number of resources by action. */
export type Summary = Readonly<Record<Exclude<Action, 'none' | 'read'>, number>> & {
  readonly unchanged: number;
  /** Resources that were changed outside of terraform. */
  readonly drifted: number;
};

/** A policy that the plan was reviewed by. */
export type ReportedPolicy = Required<Omit<Policy, 'check' | 'scope'>>;

/** One resource that changes. */
export interface ReportedChange {
  readonly address: string;
  readonly type: string;
  readonly action: Action;
  /** Its full name, path or display name. */
  readonly title: string;
  readonly details: readonly Detail[];
  /** Details that were left out. @default 0 */
  readonly omittedDetails?: number;
  /** Remarks beside the details: the reason for a replacement, the previous address. */
  readonly notes: readonly string[];
}

export interface ReportedRoom {
  readonly room: Room;
  readonly changes: readonly ReportedChange[];
}

/** A plan review. The Markdown shows a part of it, the JSON file all of it. */
export interface Report {
  /** Of this format; rises when a field changes its meaning. */
  readonly version: 1;
  readonly environment: string;
  readonly terraformVersion: string;
  readonly summary: Summary;
  /** True if a finding stops the change. */
  readonly blocked: boolean;
  /** The policies that were applied, with and without findings. */
  readonly policies: readonly ReportedPolicy[];
  readonly findings: readonly Finding[];
  readonly access: readonly AccessChange[];
  readonly rooms: readonly ReportedRoom[];
  readonly cost: CostComparison;
  readonly drift: readonly ReportedChange[];
  /** Changes of outputs, by their names. */
  readonly outputs: readonly Detail[];
  /** Rows that the plan destroys or rewrites. @default - the workspace was not queried */
  readonly stakes?: readonly Stake[];
  /** Limits and conditions of the review. */
  readonly notes: readonly string[];
}
