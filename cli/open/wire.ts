/** Responses of the server to the page. */

export type Value = string | number | boolean | null;
export type Row = Readonly<Record<string, Value>>;

/** The result of a statement: objects, numbers being numbers. */
export interface Rows {
  readonly rows: readonly Row[];
  /** There are more rows than these. */
  readonly isCut: boolean;
}

export interface DashboardName {
  readonly id: string;
  readonly name: string;
}

/** Principal, workspace and dashboards of the page. */
export interface Session {
  readonly principal: string;
  readonly workspace: string;
  readonly dashboards: readonly DashboardName[];
}

export interface TableName {
  readonly name: string;
  /** `MANAGED`, `VIEW` and so on. */
  readonly type: string;
}

export interface JobRun {
  readonly runId: number;
  readonly state: string;
  readonly startedAt: string;
  /** From start to end; null: it has not ended. */
  readonly seconds: number | null;
}

export interface JobStanding {
  readonly name: string;
  /** The last one first. */
  readonly runs: readonly JobRun[];
}

/** The panels of the overview that are one statement each. */
export const PANELS = ['quality', 'rescued', 'quarantine'] as const;
export type Panel = (typeof PANELS)[number];
