/** Starts runs, holds them to a job's limits, and ends them. */
import { invalidParameter, invalidState } from '../../core/errors';
import { type JsonObject, objectIn, shown } from '../../core/json';
import type { Collection } from '../../core/state';
import type { Workspace } from '../../core/workspace';
import { Pipelines } from '../pipelines/pipelines';
import { recordRun } from './audit-runs';
import { isFinal, type Job, type Run, type Trigger } from './model';
import { resolveReferences } from './references';
import { RunExecution } from './run-execution';
import { type JobRequest, JobStarter, type StartedRun } from './run-job-task';
import { RunStore } from './run-store';
import { Triggers } from './triggers';

/** Start parameters of a run. */
export interface RunRequest {
  readonly trigger: Trigger;
  readonly triggerInfo?: JsonObject;
  readonly creator: string;
  readonly parameters?: JsonObject;
  readonly idempotencyToken?: string;
  /** Number of runs above the run of a Run Job task. @default - 0 */
  readonly level?: number;
}

/** Returns the principal of a job: named by its settings, or its creator. */
export function runAsOf(job: Job): string {
  const { run_as: runAs } = job.settings;
  return runAs?.service_principal_name ?? runAs?.user_name ?? job.creator_user_name;
}

export class Engine {
  readonly runs: RunStore;
  readonly triggers: Triggers;
  private readonly executions = new Map<number, RunExecution>();
  /** Work that waits for the end of a run. */
  private readonly waiting = new Map<number, Array<() => void>>();
  private stopping = false;

  constructor(private readonly ws: Workspace) {
    this.runs = new RunStore(ws.home.runs, ws.log);
    ws.cluster.onProgress = (taskRunId, message) => {
      const task = this.runs.findTask(Number(taskRunId))?.task;
      if (task && !isFinal(task)) task.message = message;
      ws.get(Pipelines).progress(taskRunId, message);
    };
    ws.get(JobStarter).start = (request) => this.startFor(request);
    this.triggers = new Triggers(ws, this.runs, (job, trigger, info) =>
      this.fire(job, trigger, info),
    );
  }

  private get jobs(): Collection<Job> {
    return this.ws.state.collection<Job>('jobs');
  }

  /** Reads the runs of before. */
  load(): Promise<void> {
    return this.runs.load();
  }

  /** Starts the triggers of all jobs. */
  start(): void {
    for (const job of this.jobs.values()) this.triggers.refresh(job);
  }

  /** Ends the triggers and marks active runs as ended by the end of the workspace. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.triggers.stop();
    for (const execution of this.executions.values()) execution.abandon();
    const active = this.runs.list().filter((run) => !isFinal(run));
    await Promise.all(active.map((run) => this.runs.interrupt(run)));
  }

  job(jobId: unknown): Job {
    const found = this.jobs.get(String(jobId));
    if (!found) throw invalidParameter(`Job ${String(jobId)} does not exist.`);
    return found;
  }

  /** Starts a run of `job`, or queues or skips it where as many as allowed are under way. */
  trigger(job: Job, request: RunRequest): Run {
    const known = request.idempotencyToken
      ? this.runs
          .ofJob(job.job_id)
          .find((run) => run.idempotency_token === request.idempotencyToken)
      : undefined;
    if (known) return known;
    if ((job.settings.tasks ?? []).length === 0) {
      throw invalidState(`Job ${job.job_id} has no tasks to run.`);
    }
    const number = job.run_count + 1;
    this.jobs.set(job.job_id, { ...this.job(job.job_id), run_count: number });
    const run = this.newRun(job, number, request);
    const active = this.runs.activeOf(job.job_id).length;
    this.runs.add(run);
    if (active < job.settings.max_concurrent_runs) {
      this.execute(new RunExecution(this.ws, this.runs, run));
    } else if (job.settings.queue?.enabled) {
      run.life_cycle = 'QUEUED';
      run.message = 'Queued: the maximum number of concurrent runs is reached.';
    } else {
      run.life_cycle = 'SKIPPED';
      run.result = 'MAXIMUM_CONCURRENT_RUNS_REACHED';
      run.message = 'The maximum number of concurrent runs is reached.';
      run.end_time = Date.now();
    }
    void this.runs.save(run);
    return run;
  }

  /** Starts the only run of a job that is not stored. */
  submit(job: Job, request: RunRequest): Run {
    const { idempotencyToken: token } = request;
    const known = this.runs
      .list()
      .find((one) => one.is_submitted && token !== undefined && one.idempotency_token === token);
    if (known) return known;
    const run: Run = { ...this.newRun(job, 1, request), is_submitted: true };
    this.runs.add(run);
    this.execute(new RunExecution(this.ws, this.runs, run));
    void this.runs.save(run);
    return run;
  }

  async cancel(run: Run): Promise<void> {
    if (isFinal(run)) return;
    const execution = this.executions.get(run.run_id);
    if (execution) return execution.interrupt('CANCELED');
    run.life_cycle = 'TERMINATED';
    run.result = 'CANCELED';
    run.message = 'Run cancelled.';
    run.end_time = Date.now();
    this.release(run);
    return this.runs.save(run);
  }

  /** Runs tasks of an ended run again, within that run. */
  repair(run: Run, keys: ReadonlySet<string>): number {
    if (!isFinal(run))
      throw invalidState(`Run ${run.run_id} is still under way and cannot be repaired.`);
    const id = this.ws.state.nextId();
    const firstNew = run.tasks.length;
    const execution = new RunExecution(this.ws, this.runs, run, keys);
    this.execute(execution);
    const task_run_ids = run.tasks.slice(firstNew).map((task) => task.run_id);
    run.repairs.push({ id, start_time: Date.now(), task_run_ids });
    return id;
  }

  run(runId: unknown): Run {
    const found = this.runs.get(Number(runId));
    if (!found) throw invalidParameter(`Run ${String(runId)} does not exist.`);
    return found;
  }

  /** Forgets a job, its triggers and its waiting runs. */
  async remove(job: Job): Promise<void> {
    this.triggers.remove(job.job_id);
    await Promise.all(this.runs.activeOf(job.job_id).map((run) => this.cancel(run)));
    this.jobs.delete(job.job_id);
    this.ws.state.collection('object_permissions').delete(`jobs/${job.job_id}`);
  }

  private startFor({ jobId, creator, parameters, level }: JobRequest): StartedRun {
    const run = this.trigger(this.job(jobId), {
      trigger: 'RUN_JOB_TASK',
      creator,
      parameters: { job_parameters: parameters },
      level,
    });
    const ended = new Promise<void>((resolve) => {
      if (isFinal(run)) resolve();
      else this.waiting.set(run.run_id, [...(this.waiting.get(run.run_id) ?? []), resolve]);
    });
    return { run, ended, cancel: () => void this.cancel(run) };
  }

  /** Resumes work that waits for the end of a run. */
  private release(run: Run): void {
    for (const resolve of this.waiting.get(run.run_id) ?? []) resolve();
    this.waiting.delete(run.run_id);
  }

  private fire(job: Job, trigger: Trigger, triggerInfo?: JsonObject): void {
    if (this.stopping) return;
    try {
      this.trigger(job, { trigger, triggerInfo, creator: job.creator_user_name });
    } catch (error) {
      this.ws.log.error('trigger_failed', {
        job_id: job.job_id,
        message: (error as Error).message,
      });
    }
    void this.ws.state.persist().catch(() => undefined);
  }

  private newRun(job: Job, number: number, request: RunRequest): Run {
    const { settings } = job;
    const given = objectIn(request.parameters ?? {}, 'job_parameters');
    const run: Run = {
      run_id: this.ws.state.nextId(),
      job_id: job.job_id,
      number_in_job: number,
      creator_user_name: request.creator,
      run_as: runAsOf(job),
      run_name: settings.name,
      trigger: request.trigger,
      ...(request.triggerInfo ? { trigger_info: request.triggerInfo } : {}),
      ...(request.idempotencyToken ? { idempotency_token: request.idempotencyToken } : {}),
      ...(request.level ? { level: request.level } : {}),
      start_time: Date.now(),
      end_time: 0,
      settings,
      job_parameters: [],
      overriding_parameters: request.parameters ?? {},
      tasks: [],
      repairs: [],
      life_cycle: 'PENDING',
      message: '',
    };
    const declared = settings.parameters ?? [];
    const names = new Set([...declared.map((parameter) => parameter.name), ...Object.keys(given)]);
    run.job_parameters = [...names].map((name) => {
      const fallback = declared.find((parameter) => parameter.name === name)?.default;
      const value = resolveReferences(shown(given[name] ?? fallback ?? ''), run);
      return { name, ...(fallback === undefined ? {} : { default: fallback }), value };
    });
    return run;
  }

  private execute(execution: RunExecution): void {
    const { run } = execution;
    this.executions.set(run.run_id, execution);
    this.ws.log.info('run_started', {
      run_id: run.run_id,
      job_id: run.job_id,
      trigger: run.trigger,
    });
    recordRun(this.ws.audit, run);
    void execution
      .execute()
      .catch((error: Error) => {
        this.ws.log.error('run_broke', {
          run_id: run.run_id,
          message: error.message,
          stack: error.stack,
        });
        return this.runs.interrupt(run);
      })
      .finally(() => this.ended(run));
  }

  private ended(run: Run): void {
    this.executions.delete(run.run_id);
    this.release(run);
    const { run_id, job_id, life_cycle, result, message } = run;
    this.ws.log.info('run_ended', { run_id, job_id, life_cycle, result, message });
    recordRun(this.ws.audit, run);
    const job = this.jobs.get(String(run.job_id));
    if (!job || this.stopping) return;
    const next = this.runs
      .activeOf(job.job_id)
      .filter((other) => other.life_cycle === 'QUEUED')
      .at(-1);
    if (next) {
      next.queued_until = Date.now();
      this.execute(new RunExecution(this.ws, this.runs, next));
    } else {
      this.triggers.runEnded(job, run);
    }
  }
}
