/** Reports of the job `forget`, as text. */
import Table from 'cli-table3';

/** A value that is the person's (notebooks/lakehouse/erasure/person_findings.py). */
interface Match {
  /** Null for a landed file. */
  readonly table: string | null;
  readonly file: string | null;
  /** The path of the field. */
  readonly field: string;
  /** id, address or mention. */
  readonly why: string;
}

/** A value that is left as it is, although it looks like the person's. */
interface Excluded {
  readonly table: string;
  readonly field: string;
  readonly value: string;
  readonly why: string;
  readonly times: number;
}

/** The data of a person (notebooks/lakehouse/erasure/forget.py). */
export interface ForgetReport {
  readonly applied: boolean;
  /** Null where nothing was erased. */
  readonly erasure_id: string | null;
  readonly ids: readonly string[];
  readonly emails: readonly string[];
  /** Rows that are redacted or deleted, by table. */
  readonly tables: Readonly<Record<string, number>>;
  /** Landed files that are removed. */
  readonly files: number;
  /** Landed files of many records, in which the person's are redacted. */
  readonly line_files: readonly string[];
  readonly matches: readonly Match[];
  readonly excluded: readonly Excluded[];
  /** Landed files that are not ingested: an erasure refuses them. */
  readonly waiting_files: readonly string[];
  readonly old_versions_until: string | null;
}

/** The outcome of `forget --verify` (notebooks/lakehouse/erasure/verify.py). */
export interface Verification {
  readonly erasure_id: string;
  readonly verified_at: string;
  readonly is_complete: boolean;
  /** Until when old versions may have the data; null: they are verified too. */
  readonly old_versions_until: string | null;
}

/** True if there is anything to erase, or anything was erased. */
export function hasData({ tables, files, line_files: lines }: ForgetReport): boolean {
  return Object.keys(tables).length > 0 || files > 0 || lines.length > 0;
}

/** Tables of a report: the matches, the excluded values, and the rows by table. */
export function tablesOf(report: ForgetReport): string[] {
  const { applied, matches, excluded, tables } = report;
  const found: string[] = [];
  if (matches.length > 0) {
    const rows = matches.map(({ table, file, field, why }) => [
      table ?? 'landing zone',
      file ?? '',
      field,
      why,
    ]);
    found.push(asTable(['table', 'file', 'field', 'why'], rows));
  }
  if (excluded.length > 0) {
    const rows = excluded.map(({ table, field, value, why, times }) => [
      table,
      field,
      value,
      why,
      times,
    ]);
    found.push(
      `Excluded although similar:\n${asTable(['table', 'field', 'value', 'why', 'times'], rows)}`,
    );
  }
  const rowsHead = applied ? 'rows redacted or deleted' : 'rows to redact or delete';
  found.push(asTable(['table', rowsHead], Object.entries(tables)));
  return found;
}

/** The other parts of a report, a line each. */
export function linesOf(report: ForgetReport): string[] {
  const { applied } = report;
  return [
    `landed files ${applied ? 'removed' : 'to be removed'}: ${report.files}`,
    ...report.line_files.map(
      (file) => `${applied ? 'lines redacted' : 'lines to be redacted'}: ${file}`,
    ),
    ...report.waiting_files.map((file) => `not ingested, load it first or remove it: ${file}`),
  ];
}

function asTable(head: string[], rows: (string | number)[][]): string {
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  table.push(...rows);
  return table.toString();
}
