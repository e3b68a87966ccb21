/**
 * Query history API.
 *
 * Source: REST reference, Query history, "List queries": filters in dot notation, at most 30 days, the
 * newest query first. Databricks documentation, "Query history": users see their queries, admins and
 * principals with CAN MONITOR on the warehouse see those of others.
 */
import { invalidParameter } from '../../core/errors';
import type { JsonObject } from '../../core/json';
import { type Call, isTrue, page, type Routes } from '../../core/routes';
import { hasLevel } from '../workspace/permissions/object-access';
import { KEPT_DAYS, QueryHistory, type QueryInfo, queryInfo } from './query-history';
import { Statements } from './statements';

const LONGEST_RANGE = KEPT_DAYS * 24 * 60 * 60 * 1000;
const DEFAULT_SIZE = 100;
const LARGEST_SIZE = 1000;

/** The values of a filter, which a query repeats. */
function filter(query: Call['query'], name: string): readonly string[] | undefined {
  const value = query[`filter_by.${name}`] as string | string[] | undefined;
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value : [value];
}

function time(query: Call['query'], edge: 'start' | 'end'): number | undefined {
  const [text] = filter(query, `query_start_time_range.${edge}_time_ms`) ?? [];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 8.64e15) return value;
  throw invalidParameter(
    `\`query_start_time_range.${edge}_time_ms\`: must be milliseconds since 1970, got ${text}`,
  );
}

function range(query: Call['query']): { from: number; to: number } {
  const to = time(query, 'end') ?? Date.now();
  const from = time(query, 'start') ?? Math.max(0, to - LONGEST_RANGE);
  if (from <= to && to - from <= LONGEST_RANGE) return { from, to };
  throw invalidParameter(
    `\`query_start_time_range\`: must be between 0 and ${KEPT_DAYS} days, got ${from} to ${to}`,
  );
}

/** Returns true for a query that the filters match and the caller may see. */
function matcher({ ws, principal, query }: Call): (info: QueryInfo) => boolean {
  const filters: Array<[values: readonly string[] | undefined, field: string]> = [
    [filter(query, 'statuses'), 'status'],
    [filter(query, 'user_ids'), 'user_id'],
    [filter(query, 'warehouse_ids'), 'warehouse_id'],
    [filter(query, 'statement_ids'), 'query_id'],
  ];
  const monitored = new Map<string, boolean>();
  const monitors = (id: string): boolean => {
    const known = monitored.get(id) ?? hasLevel(ws, principal, 'sql/warehouses', id, 'CAN_MONITOR');
    monitored.set(id, known);
    return known;
  };
  return (info) =>
    filters.every(([values, field]) => values?.includes(String(info[field])) ?? true) &&
    (info.user_name === principal.name || monitors(info.warehouse_id));
}

function withMetrics(info: QueryInfo): JsonObject {
  const { duration = 0, rows_produced: rows } = info;
  return { ...info, metrics: { total_time_ms: duration, rows_produced_count: rows } };
}

async function list(call: Call): Promise<JsonObject> {
  const { ws, query } = call;
  const { from, to } = range(query);
  const size = Number(query.max_results ?? DEFAULT_SIZE);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_SIZE) {
    throw invalidParameter(
      `\`max_results\`: must be between 1 and ${LARGEST_SIZE}, got ${query.max_results}`,
    );
  }
  const matches = matcher(call);
  const active = ws
    .get(Statements)
    .active()
    .filter(({ startedAt }) => startedAt >= from && startedAt <= to)
    .flatMap((one) => (one.warehouseId ? [queryInfo(ws, one, one.warehouseId)] : []))
    .reverse();
  const found = active.filter(matches);
  // one more than the page: it decides if another follows
  const wanted = Number(query.page_token ?? 0) + size + 1;
  for await (const info of ws.get(QueryHistory).between(from, to)) {
    if (found.length >= wanted) break;
    if (matches(info)) found.push(info);
  }
  const { items, next_page_token: next } = page(found, query, 'max_results', DEFAULT_SIZE);
  return {
    res: isTrue(query.include_metrics) ? items.map(withMetrics) : items,
    has_next_page: next !== undefined,
    ...(next === undefined ? {} : { next_page_token: next }),
  };
}

export const queryHistoryRoutes: Routes = { 'GET /api/2.0/sql/history/queries': list };
