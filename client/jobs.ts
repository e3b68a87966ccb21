/** Jobs by name: starting, following and reading their outcome. */
import { setTimeout as sleep } from 'node:timers/promises';

import { CliError } from './errors';
import { Progress } from './progress';
import { pages, type Workspace } from './rest';

export interface Job {
  readonly job_id: number;
  readonly settings: { readonly name: string };
}

interface RunState {
  readonly life_cycle_state: string;
  readonly result_state?: string;
  readonly state_message?: string;
}

export interface TaskRun {
  readonly run_id: number;
  readonly task_key: string;
  readonly state: RunState;
  readonly start_time?: number;
  readonly end_time?: number;
}

export interface Run {
  readonly run_id: number;
  readonly run_page_url?: string;
  readonly state: RunState;
  readonly tasks?: TaskRun[];
}

const ENDED = new Set(['TERMINATED', 'SKIPPED', 'INTERNAL_ERROR']);

/** Starts a job and follows it to its end. @throws CliError where it does not succeed */
export async function runToEnd(
  workspace: Workspace,
  name: string,
  progress: Progress,
): Promise<void> {
  const { job, runId } = await startJob(workspace, name, {}, progress);
  await requireSuccess(workspace, job, await follow(workspace, runId, progress), progress);
}

/**
 * Runs a job to its end, and answers what its notebook, the last task, exits with.
 * With `deletesRun` the run is deleted then, with its parameters and its output.
 * @throws CliError where it does not succeed
 */
export async function answerOf<Answer>(
  workspace: Workspace,
  name: string,
  parameters: Record<string, string>,
  { deletesRun = false } = {},
): Promise<Answer> {
  const progress = new Progress();
  const { job, runId } = await startJob(workspace, name, parameters, progress);
  const ended = await follow(workspace, runId, progress);
  await requireSuccess(workspace, job, ended, progress);
  const { notebook_output: output } = await outputOf(workspace, ended.tasks!.at(-1)!);
  if (output?.result === undefined)
    throw new CliError(
      `run ${runId}: the last task returned no result. See its output in the workspace`,
    );
  if (deletesRun) await deleteRun(workspace, runId, progress);
  return JSON.parse(output.result) as Answer;
}

/** Deletes a run with its parameters and output. Where the caller may not, the job's owner has to. */
async function deleteRun(workspace: Workspace, runId: number, progress: Progress): Promise<void> {
  try {
    await workspace.request('POST', '/api/2.2/jobs/runs/delete', { json: { run_id: runId } });
  } catch (error) {
    const why = (error as Error).message;
    progress.line(`run ${runId}: not deleted, its parameters and output stay (${why})`);
  }
}

/** Starts a run of the job that is named, with values for job parameters, and says so. */
export async function startJob(
  workspace: Workspace,
  name: string,
  parameters: Record<string, string>,
  progress: Progress,
): Promise<{ job: Job; runId: number }> {
  const job = await findJob(workspace, name);
  const { run_id } = await workspace.request<{ run_id: number }>('POST', '/api/2.2/jobs/run-now', {
    json: {
      job_id: job.job_id,
      ...(Object.keys(parameters).length > 0 && { job_parameters: parameters }),
    },
  });
  progress.line(`${job.settings.name}: run ${run_id} started`);
  return { job, runId: run_id };
}

/** @throws CliError that says why the run did not succeed */
export async function requireSuccess(
  workspace: Workspace,
  job: Job,
  ended: Run,
  progress: Progress,
): Promise<void> {
  if (ended.state.result_state !== 'SUCCESS') throw await failure(workspace, job, ended);
  progress.line(`${job.settings.name}: run ${ended.run_id} succeeded`);
}

/** All jobs that the caller may see. */
export async function listJobs(workspace: Workspace): Promise<Job[]> {
  return pages<Job>(workspace, '/api/2.2/jobs/list', 'jobs', { limit: 100 });
}

/** The job that is named, or that alone has the text in its name. @throws CliError */
export async function findJob(workspace: Workspace, name: string): Promise<Job> {
  const jobs = await listJobs(workspace);
  const exact = jobs.filter((job) => job.settings.name === name || `${job.job_id}` === name);
  const found = exact.length > 0 ? exact : jobs.filter((job) => job.settings.name.includes(name));
  const [job, ...others] = found;
  if (job !== undefined && others.length === 0) return job;
  const names = (found.length > 0 ? found : jobs).map((job) => job.settings.name).join(', ');
  throw new CliError(
    found.length > 1
      ? `job: more than one name matches, got ${name} (matches: ${names})`
      : `job: does not exist at ${workspace.host}, got ${name} (known: ${names || 'none'})`,
  );
}

/** Polls until the run has ended, with a line for each task that starts or ends. */
export async function follow(
  workspace: Workspace,
  runId: number,
  progress: Progress,
): Promise<Run> {
  // by attempt: a task that is tried again has more than one
  const seen = new Map<number, string>();
  for (;;) {
    const run = await workspace.request<Run>('GET', '/api/2.2/jobs/runs/get', {
      query: { run_id: runId },
    });
    for (const task of run.tasks ?? []) {
      const said = describe(task);
      if (said && seen.get(task.run_id) !== said) {
        seen.set(task.run_id, said);
        progress.line(`  ${task.task_key.padEnd(28)} ${said}`);
      }
    }
    if (ENDED.has(run.state.life_cycle_state)) return run;
    await sleep(500);
  }
}

function describe(task: TaskRun): string | undefined {
  const { life_cycle_state: state, result_state: result } = task.state;
  if (state === 'RUNNING') return 'running';
  if (!ENDED.has(state)) return undefined;
  const seconds = ((task.end_time ?? 0) - (task.start_time ?? 0)) / 1000;
  const took = seconds > 0 ? `  ${seconds.toFixed(1)} s` : '';
  return `${(result ?? state).toLowerCase()}${took}`;
}

interface Output {
  readonly notebook_output?: { result?: string };
  readonly error?: string;
}

/** Returns the output of a task. */
export const outputOf = (workspace: Workspace, task: TaskRun) =>
  workspace.request<Output>('GET', '/api/2.2/jobs/runs/get-output', {
    query: { run_id: task.run_id },
  });

/** Why a run did not succeed. */
async function failure(workspace: Workspace, job: Job, run: Run): Promise<CliError> {
  const failed = (run.tasks ?? []).filter((task) =>
    ['FAILED', 'TIMEDOUT', 'CANCELED'].includes(task.state.result_state ?? ''),
  );
  const reasons = [];
  for (const task of failed) {
    const { error } = await outputOf(workspace, task);
    reasons.push(
      `task ${task.task_key}: ${error ?? task.state.state_message ?? task.state.result_state}`,
    );
  }
  const why = reasons.join('; ') || run.state.state_message || run.state.life_cycle_state;
  return new CliError(`${job.settings.name}: run ${run.run_id} did not succeed: ${why}`);
}
