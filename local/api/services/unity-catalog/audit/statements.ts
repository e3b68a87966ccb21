/** Audit events of statements. */
import type { Asking } from '../access/statement-gate';
import type { Workspace } from '../../../core/workspace';
import type { Actor } from '../../../core/audit/audit-log';
import { actorOf } from '../../jobs/audit-runs';
import { changesOf, toldDecisions } from './statement-actions';

/** Returns the actor of a statement, with its request or run. */
function actorOfStatement(ws: Workspace, { principal, statementId, taskRunId }: Asking): Actor {
  const run = taskRunId && ws.jobs.runs.findTask(Number(taskRunId))?.run;
  if (run) return { ...actorOf(run), principal };
  const origin = statementId && ws.statements.get(statementId)?.origin;
  return { principal, requestId: statementId ?? '', ...(origin ? { origin } : {}) };
}

/** Has what statements of `ws` read and change written down, and what they were refused. */
export function auditStatements(ws: Workspace): void {
  ws.gate.onDecided = (asking, access, decisions) => {
    const actor = actorOfStatement(ws, asking);
    for (const decision of toldDecisions(decisions, access)) ws.audit.decision(actor, decision);
  };
  ws.gate.onEnded = (asking, access, succeeded) => {
    const actor = actorOfStatement(ws, asking);
    const outcome = succeeded ? { status: 200 } : { status: 400, message: 'The statement failed.' };
    for (const action of changesOf(access)) ws.audit.record(actor, action, outcome);
  };
}
