/** Runs of jobs, as the audit log has them: they begin and end without a request. */
import type { Actor, AuditLog } from '../../core/audit/audit-log';
import { isFinal, type Run } from './model';

/** Returns the actor of a run: its tasks have the rights of one principal, another may have started it. */
export function actorOf(run: Run): Actor {
  const { run_as: principal, creator_user_name: startedBy, run_id: id } = run;
  return { principal, startedBy, requestId: `run-${id}` };
}

/** Records the start of a run, or its end with the result. */
export function recordRun(audit: AuditLog, run: Run): void {
  const ended = run.result === 'SUCCESS' ? 'runSucceeded' : 'runFailed';
  const action = {
    service: 'jobs',
    name: isFinal(run) ? ended : 'runStart',
    params: {
      jobId: run.job_id,
      runId: run.run_id,
      idInJob: run.number_in_job,
      jobTriggerType: run.trigger,
      jobTerminalState: run.result,
    },
  };
  const failed = isFinal(run) && run.result !== 'SUCCESS';
  audit.record(
    actorOf(run),
    action,
    failed ? { status: 500, message: run.message } : { status: 200 },
  );
}
