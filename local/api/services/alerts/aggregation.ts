/** Aggregation of the source column of an alert: the value of all rows that its condition reads. */
import { invalidParameter } from '../../core/errors';
import { type JsonObject, objectIn, textIn } from '../../core/json';
import { type QueryResult } from './condition';

type Aggregate = (values: readonly string[]) => number | string | null;

const numbers = (values: readonly string[]): number[] => values.map(Number);
const sum = (values: readonly string[]): number => numbers(values).reduce((a, b) => a + b, 0);
const average = (values: readonly string[]): number | null =>
  values.length === 0 ? null : sum(values) / values.length;

/** The least or greatest value: by number where all values are numbers. */
function extreme(values: readonly string[], sign: 1 | -1): string | null {
  const areNumbers = values.every((value) => value.trim() !== '' && !Number.isNaN(Number(value)));
  const before = (a: string, b: string): boolean => (areNumbers ? Number(a) < Number(b) : a < b);
  return values.reduce<string | null>(
    (best, value) =>
      best === null || (sign === 1 ? before(best, value) : before(value, best)) ? value : best,
    null,
  );
}

function median(values: readonly string[]): number | null {
  const sorted = numbers(values).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The sample deviation, as the SQL function of that name has it. */
function deviation(values: readonly string[]): number | null {
  const mean = average(values);
  if (mean === null || values.length < 2) return null;
  const squares = numbers(values).map((value) => (value - mean) ** 2);
  return Math.sqrt(squares.reduce((a, b) => a + b, 0) / (values.length - 1));
}

/** Functions by the name that the API has for them (databricks-sdk-py, service/sql.py, Aggregation). */
export const AGGREGATIONS: Readonly<Record<string, Aggregate>> = {
  AVG: average,
  COUNT: (values) => values.length,
  COUNT_DISTINCT: (values) => new Set(values).size,
  MAX: (values) => extreme(values, 1),
  MEDIAN: median,
  MIN: (values) => extreme(values, -1),
  STDDEV: deviation,
  SUM: (values) => (values.length === 0 ? null : sum(values)),
};

/** The result as the condition reads it: one row with the aggregate, or the rows as they are. */
export function aggregated(evaluation: JsonObject, result: QueryResult): QueryResult {
  const source = objectIn(evaluation, 'source');
  const aggregation = textIn(source, 'aggregation');
  const name = textIn(source, 'name') ?? '';
  if (aggregation === undefined || result.rows.length === 0) return result;
  const at = result.columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
  if (at < 0) {
    throw invalidParameter(
      `Query of the alert: must have the column ${name}, got ${result.columns.join(', ')}`,
    );
  }
  const values = result.rows.map((row) => row[at] ?? null).filter((value) => value !== null);
  const value = AGGREGATIONS[aggregation]!(values);
  return { columns: [name], rows: [[value === null ? null : String(value)]] };
}
