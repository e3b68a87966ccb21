/**
 * Tasks that run another job.
 *
 * Source: REST reference, Jobs, `run_job_task`; Databricks documentation, "Run Job task" (at most three levels; the
 * principal of the run needs CAN MANAGE RUN on the job).
 */
import type { Workspace } from '../../core/workspace';
import { hasLevel } from '../workspace/permissions/object-access';
import type { RunJobTask } from './job-settings';
import { type Run, succeeded, type TaskRun } from './model';
import { resolveReferences } from './references';
import { asStrings, TaskConfigurationError } from './task-settings';

const LEVELS = 3;

/** A run of another job, and its end. */
export interface StartedRun {
  readonly run: Run;
  /** Resolves when the run is in its final state. */
  readonly ended: Promise<void>;
  cancel(): void;
}

/** Request of a task to run another job. */
export interface JobRequest {
  readonly jobId: number;
  readonly creator: string;
  readonly parameters: Record<string, string>;
  /** Number of runs above the requested one. */
  readonly level: number;
}

/** Starts runs for tasks; the engine of jobs sets `start`. */
export class JobStarter {
  start: (request: JobRequest) => StartedRun = () => {
    throw new Error('no engine of jobs is open');
  };
}

/** Runs the job of a task to its end. `signal` cancels the run. */
export async function runOtherJob(
  ws: Workspace,
  run: Run,
  task: TaskRun,
  { job_id: jobId, job_parameters: own }: RunJobTask,
  signal: AbortSignal,
): Promise<void> {
  const level = (run.level ?? 0) + 1;
  if (level >= LEVELS) {
    throw new TaskConfigurationError(`Run Job tasks: can be nested in ${LEVELS} levels at most`);
  }
  const principal = ws.principals.byName(run.run_as);
  if (!principal || !hasLevel(ws, principal, 'jobs', String(jobId), 'CAN_MANAGE_RUN')) {
    throw new TaskConfigurationError(
      `Job ${jobId} does not exist, or ${run.run_as} does not have CAN_MANAGE_RUN on it`,
    );
  }
  const parameters = Object.fromEntries(
    Object.entries(asStrings(own)).map(([key, value]) => [
      key,
      resolveReferences(value, run, task),
    ]),
  );
  const started = ws.get(JobStarter).start({ jobId, creator: run.run_as, parameters, level });
  task.child_run_id = started.run.run_id;
  const cancel = (): void => started.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  await started.ended;
  signal.removeEventListener('abort', cancel);
  const { result, message, run_id: id } = started.run;
  if (succeeded(result)) return;
  throw new TaskConfigurationError(`Run ${id} of job ${jobId} ended as ${result}: ${message}`);
}
