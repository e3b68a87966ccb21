/** Statement execution: statements run, waited for, cancelled, their results kept for a while. */
import { randomUUID } from 'node:crypto';

import type { Origin } from '../../core/audit/event';
import {
  cancelUntilFinished,
  ClusterError,
  type ClusterPrincipal,
  type StatementParameter,
  type StatementRows,
} from '../../core/cluster/cluster';
import type { Principal } from '../../core/identity/principals';
import type { Workspace } from '../../core/workspace';
import { StatementGate } from '../unity-catalog/access/statement-gate';
import { ExternalResults } from './external-results';
import { QueryHistory } from './query-history';
import { Sessions } from './sessions';
import type { Statement } from './statement';
import { chunksOf, type ResultFormat, serviceError } from './statement-results';

export interface StatementRequest {
  readonly statement: string;
  readonly principal: Principal;
  readonly parameters?: StatementParameter[];
  readonly catalog?: string;
  readonly schema?: string;
  readonly rowLimit?: number;
  readonly byteLimit?: number;
  /** @default JSON_ARRAY */
  readonly format?: ResultFormat;
  /** True if the client downloads the result by links. @default - the result is in the responses */
  readonly isExternal?: boolean;
  /** The warehouse that runs it. @default - the workspace itself */
  readonly warehouseId?: string;
  /** The session whose catalog and schema it has. @default - none */
  readonly sessionId?: string;
  /** Where the request came from. @default - the workspace itself */
  readonly origin?: Origin;
}

/** A result returned inline may have this much; without an explicit limit more is an error. */
const INLINE_LIMIT_BYTES = 25 * 1024 * 1024;
const KEPT_MILLISECONDS = 60 * 60 * 1000;

/** Limit of results in other formats than Arrow, which are in memory here. Without a limit the platform has 100 GiB. */
const TEXT_LIMIT_BYTES = 256 * 1024 * 1024;

/** The most bytes of a result whose request has no limit. */
function limitOf({ format, isExternal }: Statement): number | undefined {
  if (!isExternal) return INLINE_LIMIT_BYTES;
  return format === 'ARROW_STREAM' ? undefined : TEXT_LIMIT_BYTES;
}

export class Statements {
  private readonly statements = new Map<string, Statement>();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly ws: Workspace) {}

  get(id: string): Statement | undefined {
    return this.statements.get(id);
  }

  /** Statements that have not ended. */
  active(): Statement[] {
    return [...this.statements.values()].filter(({ endedAt }) => endedAt === undefined);
  }

  /** Starts a statement; its `finished` resolves at its end. */
  submit(request: StatementRequest): Statement {
    let finish: () => void = () => undefined;
    const statement: Statement = {
      id: randomUUID(),
      text: request.statement,
      owner: request.principal.name,
      ...(request.origin ? { origin: request.origin } : {}),
      ...(request.warehouseId ? { warehouseId: request.warehouseId } : {}),
      startedAt: Date.now(),
      state: 'PENDING',
      columns: [],
      format: request.format ?? 'JSON_ARRAY',
      isExternal: request.isExternal ?? false,
      chunks: [],
      rowCount: 0,
      truncated: false,
      finished: new Promise((resolve) => (finish = resolve)),
    };
    this.statements.set(statement.id, statement);
    this.ws.get(StatementGate).begin(statement.id, {
      actor: {
        principal: statement.owner,
        requestId: statement.id,
        ...(request.origin ? { origin: request.origin } : {}),
      },
      warehouse: request.warehouseId,
    });
    void this.execute(statement, request).finally(() => {
      finish();
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        this.forget(statement);
      }, KEPT_MILLISECONDS);
      timer.unref();
      this.timers.add(timer);
    });
    return statement;
  }

  /** Runs a statement to its end and throws its error, for use inside the API. */
  async run(text: string, principal: Principal): Promise<Statement> {
    const statement = this.submit({ statement: text, principal });
    await statement.finished;
    if (statement.error) {
      throw new ClusterError(statement.error.error_code, statement.error.message);
    }
    return statement;
  }

  /** Marks it as cancelled at once; the cancel is repeated until the Spark process ends the work. */
  cancel(statement: Statement): void {
    if (statement.state !== 'PENDING' && statement.state !== 'RUNNING') return;
    const wasRunning = statement.state === 'RUNNING';
    statement.state = 'CANCELED';
    if (!wasRunning) return;
    void cancelUntilFinished(this.ws.cluster, statement.id, statement.finished).catch(
      (error: Error) => {
        this.ws.log.error('cancel_failed', { statement_id: statement.id, message: error.message });
      },
    );
  }

  /** Forgets a statement and its result; one that runs is cancelled. */
  close(statement: Statement): void {
    this.cancel(statement);
    this.forget(statement);
  }

  private forget({ id }: Statement): void {
    this.statements.delete(id);
    this.ws.get(ExternalResults).remove(id);
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private async execute(statement: Statement, request: StatementRequest): Promise<void> {
    const { ws } = this;
    const started = Date.now();
    let checkMilliseconds = 0;
    try {
      await ws.cluster.call('ping', {});
      if (statement.state === 'PENDING') {
        statement.state = 'RUNNING';
        const limit = request.byteLimit ?? limitOf(statement);
        const principal: ClusterPrincipal = ws.forCluster(request.principal);
        const result = await ws.cluster.call('execute_statement', {
          statement_id: statement.id,
          statement: request.statement,
          parameters: request.parameters ?? [],
          ...(request.catalog === undefined ? {} : { catalog: request.catalog }),
          ...(request.schema === undefined ? {} : { schema: request.schema }),
          principal,
          ...(request.rowLimit === undefined ? {} : { row_limit: request.rowLimit }),
          ...(limit === undefined ? {} : { byte_limit: limit }),
          ...(statement.format === 'ARROW_STREAM'
            ? { arrow_folder: ws.get(ExternalResults).folder(statement.id) }
            : {}),
        });
        const { sessionId } = request;
        const { current_catalog: catalog, current_schema: schema } = result;
        if (sessionId !== undefined && catalog !== undefined && schema !== undefined) {
          ws.get(Sessions).use(sessionId, catalog, schema);
        }
        this.succeed(statement, request, result);
      }
    } catch (error) {
      if (!this.isCanceled(statement)) {
        statement.state = 'FAILED';
        statement.error = serviceError(error);
        statement.sqlState = error instanceof ClusterError ? error.sqlState : null;
      }
    } finally {
      checkMilliseconds = ws.get(StatementGate).finish(statement.id);
      await ws.state.persist().catch((error: Error) => {
        ws.log.error('state_not_written', { message: error.message });
      });
    }
    statement.endedAt = Date.now();
    ws.get(QueryHistory).record(statement);
    this.report(statement, statement.endedAt - started, checkMilliseconds);
  }

  private isCanceled(statement: Statement): boolean {
    return statement.state === 'CANCELED';
  }

  private succeed(statement: Statement, request: StatementRequest, result: StatementRows): void {
    if (this.isCanceled(statement)) return;
    const chunks = chunksOf(result);
    const rowCount = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
    const reachedRowLimit = request.rowLimit !== undefined && rowCount >= request.rowLimit;
    if (result.truncated && request.byteLimit === undefined && !reachedRowLimit) {
      statement.state = 'FAILED';
      statement.error = {
        error_code: 'BAD_REQUEST',
        message: `${statement.isExternal ? 'Byte' : 'Inline byte'} limit exceeded: the result has more than ${limitOf(statement)} bytes; ask for less by row_limit, byte_limit or LIMIT${statement.isExternal ? ', or for the format ARROW_STREAM' : ''}`,
      };
      return;
    }
    statement.columns = result.columns;
    statement.chunks = chunks;
    statement.rowCount = rowCount;
    statement.truncated = result.truncated;
    statement.state = 'SUCCEEDED';
  }

  private report(statement: Statement, milliseconds: number, checkMilliseconds: number): void {
    const { id, state, owner, rowCount, error } = statement;
    const action = { service: 'databrickssql', name: 'commandFinish', params: { commandId: id } };
    const outcome = error ? { status: 400, message: error.message } : { status: 200 };
    this.ws.audit.record(
      { principal: owner, origin: statement.origin, requestId: id },
      action,
      outcome,
    );
    const fields = {
      statement_id: id,
      state,
      principal: owner,
      milliseconds,
      check_milliseconds: checkMilliseconds,
      rows: rowCount,
    };
    if (!error) {
      this.ws.log.info('statement', fields);
      return;
    }
    // terraform's provider drops the error text, so that this is the place to find it
    this.ws.log.error('statement_failed', { ...fields, ...error, statement: statement.text });
  }
}
