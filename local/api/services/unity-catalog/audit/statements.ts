/** Audit events of statements. */
import type { Actor, AuditLog } from '../../../core/audit/audit-log';
import type { Decision } from '../../../core/cluster/statement-access';
import type { StatementGate } from '../access/statement-gate';
import { accessAction } from './decision';
import { changesOf, recordedDecisions } from './statement-actions';

/** Records the decision about one object of a statement. */
export function recordDecision(audit: AuditLog, actor: Actor, decision: Decision): void {
  const outcome = decision.allowed ? { status: 200 } : { status: 403, message: decision.message };
  audit.record(actor, accessAction(decision), outcome);
}

/** Records what statements read and change, and which of them are refused. */
export function auditStatements(gate: StatementGate, audit: AuditLog): void {
  gate.onDecided = (asking, access, decisions) => {
    const actor = gate.actorOf(asking);
    for (const decision of recordedDecisions(decisions, access)) {
      recordDecision(audit, actor, decision);
    }
  };
  gate.onEnded = (asking, access, succeeded) => {
    const actor = gate.actorOf(asking);
    const outcome = succeeded ? { status: 200 } : { status: 400, message: 'The statement failed.' };
    for (const action of changesOf(access)) audit.record(actor, action, outcome);
  };
}
