/** Rows of a statement as text: a table, or a JSON object a line. */
import Table from 'cli-table3';

import type { Result } from '../../client/statements';
import { visible } from '../../client/terminal';

/** Rows as JSON lines. */
export function jsonLines(result: Result): string[] {
  const keys = jsonKeys(result.columns.map((column) => column.name)).map((name) =>
    JSON.stringify(name),
  );
  // written key by key: an object would put keys such as 1 first
  return result.rows.map(
    (row) => `{${keys.map((key, i) => `${key}:${JSON.stringify(row[i] ?? null)}`).join(',')}}`,
  );
}

/** Keys for the columns, in order: of equal names the second is `name_2`. */
export function jsonKeys(names: readonly string[]): string[] {
  const taken = new Set(names);
  const used = new Set<string>();
  return names.map((name) => {
    let key = name;
    for (let n = 2; used.has(key) || (key !== name && taken.has(key)); n++) key = `${name}_${n}`;
    used.add(key);
    return key;
  });
}

const CELL = 60;

/** Rows as a table, or undefined for a statement without columns. */
export function tableText(result: Result): string | undefined {
  if (result.columns.length === 0) return undefined;
  const table = new Table({
    head: result.columns.map((column) => visible(column.name)),
    style: { head: [], border: [], compact: true },
  });
  for (const row of result.rows) table.push(row.map(cell));
  return table.toString();
}

/** The number of rows, and a note on rows that are missing. */
export function rowCount({ rows, truncated }: Result): string {
  return `${rows.length} row${rows.length === 1 ? '' : 's'}${truncated ? ' (cut)' : ''}`;
}

/** A long value is cut in the table only; JSON has it whole. */
function cell(value: string | null): string {
  if (value === null) return 'NULL';
  const line = visible(value.replace(/[ \t\r\n]+/g, ' '));
  return line.length > CELL ? `${line.slice(0, CELL - 1)}…` : line;
}
