/** History of the statements that ran on SQL warehouses, for thirty days, as the platform has it. */
import { DailyFile } from '../../core/audit/daily-file';
import type { JsonObject } from '../../core/json';
import type { Workspace } from '../../core/workspace';
import type { Statement, StatementState } from './statement';

export const KEPT_DAYS = 30;

/** A query in the form of the API. */
export interface QueryInfo extends JsonObject {
  readonly query_id: string;
  readonly status: string;
  readonly query_start_time_ms: number;
  readonly user_id?: number;
  readonly user_name: string;
  readonly warehouse_id: string;
}

const STATUSES: Readonly<Record<StatementState, string>> = {
  PENDING: 'QUEUED',
  RUNNING: 'RUNNING',
  SUCCEEDED: 'FINISHED',
  FAILED: 'FAILED',
  CANCELED: 'CANCELED',
};

/** Statement types of the API whose name is the first word of the statement. */
const TYPES = new Set(
  (
    'ALTER ANALYZE CALL COPY CREATE DELETE DESCRIBE DROP EXPLAIN GRANT INSERT MERGE OPTIMIZE ' +
    'REFRESH REPLACE REVOKE SELECT SET SHOW TRUNCATE UPDATE USE'
  ).split(' '),
);

function statementType(text: string): string {
  const word = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*([a-z]+)/i.exec(text)?.[1]?.toUpperCase() ?? '';
  if (word === 'WITH') return 'SELECT';
  return TYPES.has(word) ? word : 'OTHER';
}

/** A statement of a warehouse in the form of the API. */
export function queryInfo(ws: Workspace, statement: Statement, warehouseId: string): QueryInfo {
  const { id, text, owner, state, error, startedAt, endedAt, rowCount } = statement;
  const principal = ws.principals.byName(owner);
  const userId = principal === undefined ? {} : { user_id: Number(principal.id) };
  return {
    query_id: id,
    status: STATUSES[state],
    query_text: text,
    query_start_time_ms: startedAt,
    ...(endedAt === undefined
      ? {}
      : {
          execution_end_time_ms: endedAt,
          query_end_time_ms: endedAt,
          duration: endedAt - startedAt,
        }),
    ...userId,
    user_name: owner,
    ...(principal === undefined ? {} : { executed_as_user_id: Number(principal.id) }),
    executed_as_user_name: owner,
    warehouse_id: warehouseId,
    endpoint_id: warehouseId,
    rows_produced: rowCount,
    ...(error === undefined ? {} : { error_message: error.message }),
    is_final: endedAt !== undefined,
    statement_type: statementType(text),
    ...(statement.origin?.userAgent ? { client_application: statement.origin.userAgent } : {}),
  };
}

export class QueryHistory {
  private readonly file: DailyFile;

  constructor(private readonly ws: Workspace) {
    this.file = new DailyFile(ws.home.queries, KEPT_DAYS, (error, lost) =>
      ws.log.error('query_history_not_written', { message: error.message, lost }),
    );
  }

  /** Records a statement that has ended, if it ran on a warehouse. */
  record(statement: Statement): void {
    const { warehouseId, startedAt } = statement;
    if (warehouseId === undefined) return;
    const query = queryInfo(this.ws, statement, warehouseId);
    this.file.append(dayOf(startedAt), JSON.stringify(query));
  }

  /** Ended queries that started in a range of time, the newest first, one day after the other. */
  async *between(from: number, to: number): AsyncGenerator<QueryInfo> {
    await this.flush();
    for (const day of this.file.days()) {
      if (day > dayOf(to) || day < dayOf(from)) continue;
      const queries = (await this.file.read(day)).map((line) => JSON.parse(line) as QueryInfo);
      const found = queries.filter(
        ({ query_start_time_ms: start }) => start >= from && start <= to,
      );
      yield* found.sort((a, b) => b.query_start_time_ms - a.query_start_time_ms);
    }
  }

  /** Resolves when all records are on disk. */
  flush(): Promise<void> {
    return this.file.flush();
  }
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
