/** Report of the job `restore` (notebooks/lakehouse/recovery/restore.py), and its description. */

export interface TableChange {
  readonly table: string;
  /** The version that stood before: restoring it undoes the restore. */
  readonly version: number;
  readonly to_version: number;
  readonly to_time: string;
  readonly rows: number;
  readonly goes: number;
  readonly returns: number;
  readonly changes: number;
  readonly sample: readonly Readonly<Record<string, string>>[];
  /** Tables that are computed from what changes. */
  readonly followers: readonly string[];
  /** CHECK constraints that the rows of then break, by name, and why. */
  readonly constraints_refused: Readonly<Record<string, string>>;
}

export interface RestoreReport {
  readonly applied: boolean;
  readonly tables: readonly TableChange[];
  /** Landed documents that the restored tables do not know. */
  readonly documents: number;
  /** Landed documents that delete rows which come back. */
  readonly deletions: number;
  /** Rows, by table that is not restored, of documents that go from bronze. */
  readonly left_in_silver: Readonly<Record<string, number>>;
}

/** Returns true if rows would change, or documents would be ingested. */
export function hasWork({ tables, documents }: RestoreReport, takeIn: boolean): boolean {
  return (takeIn && documents > 0) || tables.some(isChanged);
}

function isChanged({ goes, returns, changes }: TableChange): boolean {
  return goes + returns + changes > 0;
}

/** Returns further effects of a restore, one line each. */
export function notes(report: RestoreReport, takeIn: boolean): string[] {
  if (!hasWork(report, takeIn)) return ['nothing has changed since'];
  const { applied, documents, deletions } = report;
  const followers = [...new Set(report.tables.flatMap((table) => table.followers))];
  const lines = followers.map((table) => `${table} ${applied ? 'has followed' : 'follows'}`);
  if (deletions > 0) {
    lines.push(`${deletions} documents delete rows that come back: they go again`);
  }
  if (documents > 0) {
    lines.push(
      takeIn
        ? `${documents} documents that landed since are judged and merged again`
        : `${documents} documents that landed since stay out: --take-in has them come in again`,
    );
  }
  for (const [table, rows] of Object.entries(report.left_in_silver)) {
    lines.push(
      `${table} keeps ${rows} rows of documents that go: restore it along, or run \`npx lakehouse rebuild silver --replace\``,
    );
  }
  for (const { table, constraints_refused: refused } of report.tables) {
    for (const [name, why] of Object.entries(refused)) {
      lines.push(`${table}: ${name} does not stand any more, as rows break it: ${why}`);
    }
  }
  return lines;
}

/** Returns the commands that undo a restore, one for each restored table. */
export function undoCommands({ tables }: RestoreReport): string[] {
  return tables
    .filter(isChanged)
    .map(({ table, version }) => `npx lakehouse restore ${table} --version ${version}`);
}
