/** Access check of each statement for the Spark process, and record of its changes of objects. */
import type { Actor } from '../../../core/audit/audit-log';
import type {
  AuthorizeAnswer,
  AuthorizeRequest,
  StatementEnd,
} from '../../../core/cluster/cluster';
import type {
  CatalogCommand,
  Decision,
  Denial,
  Identity,
  Named,
  StatementAccess,
} from '../../../core/cluster/statement-access';
import { keyOf } from '../../../core/cluster/statement-access';
import { ApiError } from '../../../core/errors';
import type { Workspace } from '../../../core/workspace';
import { recordSchema } from '../catalogs';
import { TableDescriptions } from '../table-descriptions';
import { Access } from './access';
import { catalogList } from './catalog-lists';
import { changedObjects } from './changed-objects';
import { runCommand } from './commands';
import { decide } from './decide';
import { insufficient } from './denials';
import { visibleNames } from './visible';

/** A statement that was let run and has not ended. */
interface Running {
  readonly asking: Asking;
  readonly work: string;
  readonly caller: string;
  readonly access: StatementAccess;
  readonly since: number;
  readonly endChange: () => void;
}

/** Origin of a statement: a statement of the API, or a task of a run. */
export interface Asking {
  readonly principal: string;
  readonly statementId?: string;
  readonly taskRunId?: string;
}

/** Work that runs statements: a statement of the API, or a task of a run. */
export interface Work {
  readonly actor: Actor;
  /** The warehouse that runs it. @default - the workspace itself */
  readonly warehouse?: string;
}

/** Fields of a warehouse that checks of statements read. */
export interface StatementWarehouse {
  readonly name: string;
  readonly enable_serverless_compute?: boolean;
}

/** Returns the reason to refuse a statement, or undefined. */
export type StatementCheck = (
  statement: string,
  warehouse?: StatementWarehouse,
) => Denial | undefined;

export class StatementGate {
  /** Receives the decisions on a statement. */
  onDecided?: (asking: Asking, access: StatementAccess, decisions: readonly Decision[]) => void;
  /** Receives the end of a statement that was allowed. */
  onEnded?: (asking: Asking, access: StatementAccess, succeeded: boolean) => void;
  private readonly running = new Map<number, Running>();
  /** Work that has begun, by the id of its statement or task. */
  private readonly work = new Map<string, Work>();
  private readonly checks: StatementCheck[] = [];
  /** Milliseconds that the checks of a statement, or of a task, took so far. */
  private readonly spent = new Map<string, number>();

  constructor(private readonly ws: Workspace) {
    ws.cluster.onAuthorize = (request) => this.authorize(request);
    ws.cluster.onStatementEnded = (end) => this.ended(end);
  }

  /** Returns if a statement may run; for a statement that the catalog answers, its result. */
  async authorize(request: AuthorizeRequest): Promise<AuthorizeAnswer> {
    const { access, principal, statement_id: statementId, task_run_id: taskRunId } = request;
    const asking = { principal, statementId, taskRunId };
    const { tree } = this.ws.get(Access);
    const caller = tree.identity(principal);
    if (!caller) return { error: unknownCaller(principal) };
    const { decisions, denial } = decide(tree, caller, access);
    this.onDecided?.(asking, access, decisions);
    if (denial) return { error: denial };
    const refusal = this.refusal(request.statement, statementId ?? taskRunId ?? '');
    if (refusal) return { error: refusal };
    this.running.set(request.decision_id, {
      asking,
      work: statementId ?? taskRunId ?? '',
      caller: caller.name,
      access,
      since: Date.now(),
      endChange: this.ws.get(TableDescriptions).beginChange(changedObjects(access)),
    });
    if (access.command) return this.answer(access.command, caller);
    // descriptions that may become stale are off the disk before the statement takes effect
    if (!access.reads_only) await this.ws.state.persist();
    const { lists } = access;
    if (!lists) return {};
    return { visible: visibleNames(tree, caller, lists.securable_type, lists.parent) };
  }

  /** Adds a check that runs after the check of privileges. */
  addCheck(check: StatementCheck): void {
    this.checks.push(check);
  }

  /** Records who runs the statements of `id`, and on which warehouse. */
  begin(id: string, work: Work): void {
    this.work.set(id, work);
  }

  /** Returns the actor of a statement. */
  actorOf({ principal, statementId, taskRunId }: Asking): Actor {
    const actor = this.work.get(statementId ?? taskRunId ?? '')?.actor;
    return { ...(actor ?? { requestId: statementId ?? '' }), principal };
  }

  /** Ends the statements of `work` that are still recorded; returns the milliseconds of its checks. */
  finish(work: string): number {
    for (const [id, { work: of, endChange }] of this.running) {
      if (of !== work) continue;
      this.running.delete(id);
      endChange();
    }
    this.work.delete(work);
    const milliseconds = this.spent.get(work) ?? 0;
    this.spent.delete(work);
    return milliseconds;
  }

  private refusal(statement: string, work: string): Denial | undefined {
    const id = this.work.get(work)?.warehouse;
    const warehouses = this.ws.state.collection<StatementWarehouse>('warehouses');
    const warehouse = id === undefined ? undefined : warehouses.get(id);
    for (const check of this.checks) {
      const denial = check(statement, warehouse);
      if (denial) return denial;
    }
    return undefined;
  }

  private async answer(command: CatalogCommand, caller: Identity): Promise<AuthorizeAnswer> {
    const { ws } = this;
    try {
      const { tree } = ws.get(Access);
      const result = command.patterns
        ? await catalogList(ws, command, command.patterns, caller)
        : runCommand(tree, ws.principals, command, caller.name);
      await ws.state.persist();
      return { result };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { errorCode: error_code, message } = error;
      return { error: { error_code, message: `[${error_code}] ${message}`, sql_state: '42000' } };
    }
  }

  private ended({ decision_id: id, succeeded, milliseconds }: StatementEnd): void {
    const statement = this.running.get(id);
    if (!statement) return;
    this.running.delete(id);
    const { work } = statement;
    this.spent.set(work, (this.spent.get(work) ?? 0) + milliseconds);
    statement.endChange();
    if (succeeded) this.keep(statement);
    this.onEnded?.(statement.asking, statement.access, succeeded);
  }

  /** Gives created objects to their creator, and removes dropped ones with their grants. */
  private keep({ access, caller, since }: Running): void {
    const { tree } = this.ws.get(Access);
    const absent = new Set(access.absent.map(keyOf));
    const isNew = (made: Named): boolean =>
      absent.has(keyOf(made)) && (tree.createdAt(made) ?? 0) < since;
    for (const made of access.creates.filter(isNew)) {
      if (made.securable_type === 'schema') recordSchema(this.ws, made.full_name, caller);
      else tree.record(made, caller);
    }
    for (const dropped of access.drops) tree.forget(dropped);
    for (const { from, to } of access.renames) tree.move(from, to);
    for (const altered of access.alters) tree.touch(altered, caller);
  }
}

function unknownCaller(principal: string): Denial {
  const nobody = { name: principal, answersTo: () => false };
  return insufficient(nobody, `User ${principal} is not active in this workspace.`);
}
