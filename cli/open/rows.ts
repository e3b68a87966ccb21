/** Results of statements as the page takes them. */
import type { Result } from '../../client/statements';
import type { Rows, Value } from './wire';

const NUMBERS = /^(BYTE|SHORT|INT|LONG|FLOAT|DOUBLE|DECIMAL)$/;

/** @param limit - the most rows to keep */
export function asRows({ columns, rows, truncated }: Result, limit = Infinity): Rows {
  return {
    rows: rows
      .slice(0, limit)
      .map((row) =>
        Object.fromEntries(
          columns.map(({ name, type_name: type }, at) => [name, typed(row[at] ?? null, type)]),
        ),
      ),
    isCut: truncated || rows.length > limit,
  };
}

function typed(text: string | null, type: string): Value {
  if (text === null) return null;
  if (NUMBERS.test(type)) return Number(text);
  return type === 'BOOLEAN' ? text === 'true' : text;
}
