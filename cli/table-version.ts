/** A version of a Delta table, as DESCRIBE HISTORY tells of it. */

/** A row of it: text, as the Statement Execution API has it; structs and maps as JSON. */
export type HistoryRow = Readonly<Record<string, string | null>>;

export interface TableVersion {
  readonly version: number;
  /** When it was committed, in ISO 8601. */
  readonly time: string | null;
  /** As Delta names it; of a restore with what was restored. */
  readonly operation: string;
  /** The job and its run where one wrote it, else the user. */
  readonly by: string | null;
  /** Rows, or null where the operation does not count such. */
  readonly inserted: number | null;
  readonly updated: number | null;
  readonly deleted: number | null;
}

/** Rows that were written: new ones, unless files were only rewritten. */
const OUTPUT = 'numOutputRows';
const APPENDS = /^WRITE|^STREAMING UPDATE|AS SELECT$/;

/** Delta's names of what an operation counted: of MERGE, of writes, of UPDATE and DELETE. */
const COUNTED = {
  inserted: ['numTargetRowsInserted', OUTPUT],
  updated: ['numTargetRowsUpdated', 'numUpdatedRows'],
  deleted: ['numTargetRowsDeleted', 'numDeletedRows'],
} as const;

export function tableVersion(row: HistoryRow): TableVersion {
  const metrics = parsed(row.operationMetrics);
  const count = (kind: keyof typeof COUNTED) => {
    const found = COUNTED[kind].find(
      (name) =>
        metrics[name] !== undefined && (name !== OUTPUT || APPENDS.test(row.operation ?? '')),
    );
    return found === undefined ? null : Number(metrics[found]);
  };
  return {
    version: Number(row.version),
    time: row.timestamp ?? null,
    operation: operation(row),
    by: author(row),
    inserted: count('inserted'),
    updated: count('updated'),
    deleted: count('deleted'),
  };
}

function operation(row: HistoryRow): string {
  const { version, timestamp } = parsed(row.operationParameters);
  const name = row.operation ?? '';
  return name === 'RESTORE' ? `${name} of ${version ?? timestamp}` : name;
}

function author(row: HistoryRow): string | null {
  const job = parsed(row.job);
  if (job.jobId === undefined) return row.userName ?? null;
  const name = job.jobName ?? `job ${job.jobId}`;
  const run = job.runId ?? job.jobRunId;
  return run === undefined ? name : `${name}, run ${run}`;
}

function parsed(text: string | null | undefined): Record<string, string | undefined> {
  const value: unknown = text ? JSON.parse(text) : {};
  const entries = Object.entries(value as Record<string, string | null>);
  return Object.fromEntries(entries.map(([name, one]) => [name, one ?? undefined]));
}
