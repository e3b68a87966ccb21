/** SQL by the Statement Execution API: submit, wait, collect every chunk. */
import { setTimeout as sleep } from 'node:timers/promises';

import { CliError } from './errors';
import { ApiError, type Workspace } from './rest';

export interface Statement {
  readonly statement: string;
  /** @default - the first warehouse of the workspace, a running one before a stopped one */
  readonly warehouseId?: string;
  readonly catalog?: string;
  /** Values of `:name` markers, as strings. */
  readonly parameters?: Record<string, string>;
}

export interface Column {
  readonly name: string;
  readonly type_name: string;
}

export interface Result {
  readonly columns: Column[];
  /** Values in Databricks' JSON_ARRAY form: a string, or null. */
  readonly rows: (string | null)[][];
  readonly truncated: boolean;
}

interface Answer {
  readonly statement_id: string;
  readonly status: { state: string; error?: { error_code: string; message: string } };
  readonly manifest?: { schema: { columns?: Column[] }; truncated?: boolean };
  readonly result?: Chunk;
}

interface Chunk {
  readonly data_array?: (string | null)[][];
  readonly next_chunk_internal_link?: string;
}

const PATH = '/api/2.0/sql/statements';
const REFUSED = /INSUFFICIENT_PERMISSIONS|PERMISSION_DENIED/;

/** Returns true if a statement failed because the caller lacks a privilege. */
export function isRefusal(error: unknown): boolean {
  return error instanceof CliError && !(error instanceof ApiError) && REFUSED.test(error.message);
}

/** Longest time between two reads of the state of a statement. */
const POLL_MILLISECONDS = 500;

/**
 * Runs a statement to its end.
 * @param signal cancels the statement. With it, short statements are polled often instead of waited for
 * @throws CliError with the engine's text when it fails
 */
export async function execute(
  workspace: Workspace,
  statement: Statement,
  signal?: AbortSignal,
): Promise<Result> {
  let answer = await workspace.request<Answer>('POST', PATH, {
    json: {
      statement: statement.statement,
      warehouse_id: statement.warehouseId ?? (await firstWarehouse(workspace)),
      catalog: statement.catalog,
      // a statement can be cancelled when its id is known
      wait_timeout: signal ? '0s' : '30s',
      on_wait_timeout: 'CONTINUE',
      parameters: Object.entries(statement.parameters ?? {}).map(([name, value]) => ({
        name,
        value,
      })),
    },
  });
  const path = `${PATH}/${answer.statement_id}`;
  let isCanceled = false;
  for (
    let wait = signal ? 20 : POLL_MILLISECONDS;
    answer.status.state === 'PENDING' || answer.status.state === 'RUNNING';
    wait = Math.min(wait * 1.5, POLL_MILLISECONDS)
  ) {
    await sleep(wait, undefined, isCanceled ? {} : { signal }).catch(() => undefined);
    if (signal?.aborted && !isCanceled) {
      isCanceled = true;
      await workspace.request('POST', `${path}/cancel`);
    }
    answer = await workspace.request<Answer>('GET', path);
  }
  if (answer.status.state !== 'SUCCEEDED') {
    const error = answer.status.error;
    throw new CliError(
      error ? `${error.error_code}: ${error.message}` : `the statement is ${answer.status.state}`,
    );
  }
  const rows = answer.result?.data_array ?? [];
  for (let next = answer.result?.next_chunk_internal_link; next;) {
    const chunk: Chunk = await workspace.request<Chunk>('GET', next);
    rows.push(...(chunk.data_array ?? []));
    next = chunk.next_chunk_internal_link;
  }
  return {
    columns: answer.manifest?.schema.columns ?? [],
    rows,
    truncated: Boolean(answer.manifest?.truncated),
  };
}

async function firstWarehouse(workspace: Workspace): Promise<string> {
  const { warehouses = [] } = await workspace.request<{
    warehouses?: { id: string; state: string }[];
  }>('GET', '/api/2.0/sql/warehouses');
  const found = warehouses.find((one) => one.state === 'RUNNING') ?? warehouses[0];
  if (!found) {
    throw new CliError(
      `no SQL warehouse at ${workspace.host}: deploy the stack first, or give --warehouse`,
    );
  }
  return found.id;
}
