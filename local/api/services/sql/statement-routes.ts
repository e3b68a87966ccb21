/** Statement Execution API 2.0. */
import { setTimeout as sleep } from 'node:timers/promises';

import { originOf } from '../../core/audit/requests';
import type { StatementParameter } from '../../core/cluster/cluster';
import { doesNotExist, invalidParameter, requireString } from '../../core/errors';
import { authorize } from '../../core/identity/authorize';
import { type JsonObject, shown, textIn } from '../../core/json';
import type { Call, Routes } from '../../core/routes';
import type { Workspace } from '../../core/workspace';
import { ExternalResults } from './external-results';
import { Sessions } from './sessions';
import type { Statement } from './statement';
import type { Chunk, ResultFormat } from './statement-results';
import { Statements } from './statements';
import { Warehouses } from './warehouses';

const PATH = '/api/2.0/sql/statements';

/** The last one is that of databricks-sql-connector: links are a valid answer to it. */
const DISPOSITIONS = ['INLINE', 'EXTERNAL_LINKS', 'INLINE_OR_EXTERNAL_LINKS'] as const;
const FORMATS: readonly ResultFormat[] = ['JSON_ARRAY', 'ARROW_STREAM', 'CSV'];
/** REST reference, executeStatement: `INLINE` has this format only. */
const INLINE_FORMATS: readonly ResultFormat[] = ['JSON_ARRAY'];

function waitMilliseconds(waitTimeout: unknown): number {
  const text = String(waitTimeout);
  const seconds = Number(/^(\d+)s$/.exec(text)?.[1] ?? NaN);
  if (seconds === 0 || (seconds >= 5 && seconds <= 50)) return seconds * 1000;
  throw invalidParameter(`\`wait_timeout\`: must be 0s or between 5s and 50s, got ${text}`);
}

function oneOf<T extends string>(
  body: JsonObject,
  field: string,
  allowed: readonly T[],
  why = '',
): T {
  const given = body[field] ?? allowed[0];
  const value = allowed.find((one) => one === given);
  if (value === undefined) {
    const rule = `\`${field}\`: must be ${allowed.join(' or ')}${why}`;
    throw invalidParameter(`${rule}, got ${shown(given)}`);
  }
  return value;
}

function limit(body: JsonObject, field: string): number | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (!(Number(value) > 0))
    throw invalidParameter(`\`${field}\`: must be above 0, got ${shown(value)}`);
  return Number(value);
}

function parameters(body: JsonObject): StatementParameter[] {
  const given: unknown = body.parameters ?? [];
  if (!Array.isArray(given))
    throw invalidParameter('`parameters` must be a list of {name, value, type}');
  return given.map((parameter: JsonObject) => ({
    name: requireString(parameter, 'name'),
    value:
      parameter.value === undefined || parameter.value === null ? null : shown(parameter.value),
    ...(parameter.type ? { type: shown(parameter.type) } : {}),
  }));
}

/** Rows of a chunk, or the link to them. */
function chunkView(ws: Workspace, statement: Statement, chunk: Chunk, index: number): JsonObject {
  const next = index + 1 < statement.chunks.length ? index + 1 : undefined;
  const place = {
    ...chunkInfo(chunk, index),
    ...(next === undefined
      ? {}
      : {
          next_chunk_index: next,
          next_chunk_internal_link: `${PATH}/${statement.id}/result/chunks/${next}`,
        }),
  };
  if (!statement.isExternal) return { ...place, data_array: chunk.rows };
  return { external_links: [{ ...place, ...ws.get(ExternalResults).link(statement, index) }] };
}

function chunkInfo(chunk: Chunk, index: number): JsonObject {
  return {
    chunk_index: index,
    row_offset: chunk.rowOffset,
    row_count: chunk.rowCount,
    byte_count: chunk.byteCount,
  };
}

function manifest(statement: Statement): JsonObject {
  const { chunks, columns } = statement;
  return {
    format: statement.format,
    schema: { column_count: columns.length, ...(columns.length > 0 ? { columns } : {}) },
    total_chunk_count: chunks.length,
    total_row_count: statement.rowCount,
    total_byte_count: chunks.reduce((sum, chunk) => sum + chunk.byteCount, 0),
    truncated: statement.truncated,
    chunks: chunks.map(chunkInfo),
  };
}

function view(ws: Workspace, statement: Statement): JsonObject {
  const { id, state, error, sqlState, chunks, isExternal } = statement;
  const status = {
    state,
    ...(error ? { error } : {}),
    ...(sqlState ? { sql_state: sqlState } : {}),
  };
  if (state !== 'SUCCEEDED') return { statement_id: id, status };
  const [first] = chunks;
  return {
    statement_id: id,
    status,
    manifest: manifest(statement),
    result: first
      ? chunkView(ws, statement, first, 0)
      : isExternal
        ? { external_links: [] }
        : { row_count: 0, row_offset: 0, data_array: [] },
  };
}

function named(call: Call): Statement {
  const statement = call.ws.get(Statements).get(call.params.id!);
  if (!statement) {
    throw doesNotExist(
      `The statement ${call.params.id} was not found; results are kept for an hour.`,
      'NOT_FOUND',
    );
  }
  const securable = { type: 'statement', name: statement.id, owner: statement.owner };
  authorize(call.ws.principals, call.principal, 'see_statement', securable);
  return statement;
}

async function execute(call: Call): Promise<JsonObject> {
  const { ws, body, principal } = call;
  const text = requireString(body, 'statement');
  const warehouse = ws.get(Warehouses).get(requireString(body, 'warehouse_id'));
  const isExternal = oneOf(body, 'disposition', DISPOSITIONS) !== 'INLINE';
  const format = isExternal
    ? oneOf(body, 'format', FORMATS)
    : oneOf(body, 'format', INLINE_FORMATS, ' with the disposition INLINE');
  const wait = waitMilliseconds(body.wait_timeout ?? '10s');
  const onTimeout = oneOf(body, 'on_wait_timeout', ['CONTINUE', 'CANCEL']);
  const sessionId = textIn(body, 'session_id');
  const session = sessionId ? ws.get(Sessions).get(sessionId, principal.name) : undefined;
  const catalog = textIn(body, 'catalog') || session?.catalog || '';
  const request = {
    statement: text,
    principal,
    parameters: parameters(body),
    catalog: ws.catalogNames.canonical(catalog) || undefined,
    schema: textIn(body, 'schema') || session?.schema,
    rowLimit: limit(body, 'row_limit'),
    byteLimit: limit(body, 'byte_limit'),
    format,
    isExternal,
    warehouseId: warehouse.id,
    origin: originOf(call.request),
    sessionId,
  };
  ws.get(Warehouses).start(warehouse.id);
  const statement = ws.get(Statements).submit(request);
  call.request.actionDetails = { commandId: statement.id };
  const timeout = new AbortController();
  await Promise.race([
    statement.finished,
    sleep(wait, undefined, { signal: timeout.signal, ref: false }).catch(() => undefined),
  ]);
  timeout.abort();
  if (wait > 0 && onTimeout === 'CANCEL') ws.get(Statements).cancel(statement);
  return view(ws, statement);
}

export const statementRoutes: Routes = {
  [`POST ${PATH}`]: execute,
  [`GET ${PATH}/:id`]: (call) => view(call.ws, named(call)),
  [`POST ${PATH}/:id/cancel`]: (call) => {
    call.ws.get(Statements).cancel(named(call));
    return {};
  },
  [`DELETE ${PATH}/:id`]: (call) => {
    call.ws.get(Statements).close(named(call));
    return {};
  },
  [`GET ${PATH}/:id/result/chunks/:index`]: (call) => {
    const statement = named(call);
    const index = Number(call.params.index);
    const chunk = statement.chunks[index];
    if (!chunk) {
      throw doesNotExist(
        `Chunk ${call.params.index} does not exist: statement ${statement.id} is ${statement.state} with ${statement.chunks.length} chunk(s)`,
        'NOT_FOUND',
      );
    }
    return chunkView(call.ws, statement, chunk, index);
  },
};
