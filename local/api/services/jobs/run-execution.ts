/** One run on its way: the graph of its tasks, retries, time limits, cancelling. */
import { setTimeout as sleep } from 'node:timers/promises';

import { cancelUntilFinished } from '../../core/cluster/cluster';
import type { Workspace } from '../../core/workspace';
import { dependenciesOf, type Dependency, type TaskSettings } from './job-settings';
import { isFinal, latestAttempt, type ResultState, type Run, type TaskRun } from './model';
import type { RunStore } from './run-store';
import { runsOnCluster, runTask } from './task-runner';

/** Why a run or task is ended early. */
type Interruption = 'CANCELED' | 'TIMEDOUT';

const INTERRUPTION_MESSAGES: Record<Interruption, string> = {
  CANCELED: 'Run cancelled.',
  TIMEDOUT: 'Run timed out.',
};

const FAILURES: readonly ResultState[] = ['FAILED', 'TIMEDOUT', 'UPSTREAM_FAILED'];
const CANCELS: readonly ResultState[] = ['CANCELED', 'UPSTREAM_CANCELED'];

function isFailure(result: ResultState): boolean {
  return FAILURES.includes(result);
}

/** Returns true if a task runs after the results of its dependencies. Excluded ones count as successful. */
function mayRun(runIf: string, results: ResultState[]): boolean {
  const failed = results.filter((result) => isFailure(result) || CANCELS.includes(result)).length;
  const succeeded = results.length - failed;
  switch (runIf) {
    case 'ALL_DONE':
      return true;
    case 'NONE_FAILED':
      return !results.some(isFailure) && (succeeded > 0 || results.length === 0);
    case 'AT_LEAST_ONE_SUCCESS':
      return succeeded > 0 || results.length === 0;
    case 'ALL_FAILED':
      return succeeded === 0;
    case 'AT_LEAST_ONE_FAILED':
      return failed > 0;
    default:
      return failed === 0;
  }
}

/** Returns the result of a task that does not run. */
function resultOfSkipped(results: ResultState[]): ResultState {
  if (results.some(isFailure)) return 'UPSTREAM_FAILED';
  return results.some((result) => CANCELS.includes(result)) ? 'UPSTREAM_CANCELED' : 'EXCLUDED';
}

/** An attempt under way. */
interface Running {
  readonly finished: Promise<void>;
  /** Ends work that is not on the Spark process. */
  readonly stop: AbortController;
}

/** Returns the result of a dependency for a task that needs an outcome of it. */
function resultFor(dependency: Dependency, result: ResultState, task?: TaskRun): ResultState {
  const { outcome } = dependency;
  if (outcome === undefined || result !== 'SUCCESS') return result;
  return outcome === task?.outcome ? result : 'EXCLUDED';
}

export class RunExecution {
  private readonly interruption = new AbortController();
  private interruptedBy: Interruption | undefined;
  private readonly running = new Map<TaskRun, Running>();
  private readonly outcomes = new Map<string, Promise<ResultState>>();

  /** `only` names the tasks of a repair; the rest keep the results they have. */
  constructor(
    private readonly ws: Workspace,
    private readonly store: RunStore,
    readonly run: Run,
    private readonly only?: ReadonlySet<string>,
  ) {}

  /** Runs all tasks; the run is in its final state when this resolves. */
  async execute(): Promise<void> {
    const { run } = this;
    run.life_cycle = 'RUNNING';
    run.message = 'In run';
    delete run.result;
    run.end_time = 0;
    void this.store.save(run);
    const seconds = Number(run.settings.timeout_seconds ?? 0);
    const timer =
      seconds > 0 ? setTimeout(() => this.interrupt('TIMEDOUT'), seconds * 1000) : undefined;
    const keys = this.tasks().map((task) => task.task_key);
    await Promise.all(keys.map((key) => this.outcomeOf(key)));
    clearTimeout(timer);
    await this.finish();
  }

  /** Ends active tasks and starts no more. */
  interrupt(by: Interruption): void {
    if (this.interruptedBy) return;
    this.interruptedBy = by;
    this.run.life_cycle = 'TERMINATING';
    this.interruption.abort();
    for (const [task, running] of this.running) this.stopTask(task, running);
  }

  /** Starts no more tasks; does not wait for active ones. */
  abandon(): void {
    this.interruptedBy ??= 'CANCELED';
    this.interruption.abort();
  }

  private tasks(): readonly TaskSettings[] {
    return this.run.settings.tasks ?? [];
  }

  private outcomeOf(key: string): Promise<ResultState> {
    let outcome = this.outcomes.get(key);
    if (!outcome) {
      outcome = this.process(key);
      this.outcomes.set(key, outcome);
    }
    return outcome;
  }

  private async process(key: string): Promise<ResultState> {
    const settings = this.tasks().find((task) => task.task_key === key)!;
    const before = latestAttempt(this.run, key);
    if (this.only && !this.only.has(key) && before?.result) return before.result;
    const dependencies = settings.depends_on ?? [];
    const task = this.newAttempt(settings, dependencies.length > 0 ? 'BLOCKED' : 'PENDING');
    const results = await Promise.all(
      dependencies.map(async (dependency) => {
        const result = await this.outcomeOf(dependency.task_key);
        return resultFor(dependency, result, latestAttempt(this.run, dependency.task_key));
      }),
    );
    if (this.interruptedBy) return this.end(task, this.interruptedBy);
    // a task is excluded with all of its dependencies, for any `run_if`
    const isExcluded = results.length > 0 && results.every((result) => result === 'EXCLUDED');
    if (isExcluded || !mayRun(settings.run_if ?? 'ALL_SUCCESS', results)) {
      return this.end(task, resultOfSkipped(results));
    }
    return this.attempt(settings, task);
  }

  /** Runs the task, again where it failed and its settings allow more. */
  private async attempt(settings: TaskSettings, first: TaskRun): Promise<ResultState> {
    const maxRetries = Number(settings.max_retries ?? 0);
    let task = first;
    for (let retries = 0; ; retries += 1) {
      const result = await this.runWithTimeout(settings, task);
      if (result === 'SUCCESS' || this.interruptedBy) return result;
      const hasMore = maxRetries === -1 || retries < maxRetries;
      if (!hasMore || (result === 'TIMEDOUT' && !settings.retry_on_timeout)) return result;
      task = this.newAttempt(settings, 'WAITING_FOR_RETRY');
      const wait = Number(settings.min_retry_interval_millis ?? 0);
      await sleep(wait, undefined, { signal: this.interruption.signal }).catch(() => undefined);
      if (this.interruptedBy) return this.end(task, this.interruptedBy);
    }
  }

  private async runWithTimeout(settings: TaskSettings, task: TaskRun): Promise<ResultState> {
    task.life_cycle = 'PENDING';
    task.message = 'Waiting for cluster';
    task.start_time = Date.now();
    void this.store.save(this.run);
    const seconds = Number(settings.timeout_seconds ?? 0);
    let timedOut = false;
    const stop = new AbortController();
    const finished = runTask(this.ws, this.store, this.run, task, stop.signal);
    const running = { finished, stop };
    this.running.set(task, running);
    const timer =
      seconds > 0
        ? setTimeout(() => {
            timedOut = true;
            this.stopTask(task, running);
          }, seconds * 1000)
        : undefined;
    await finished;
    this.running.delete(task);
    clearTimeout(timer);
    if (task.result !== 'SUCCESS' && (timedOut || this.interruptedBy)) {
      return this.end(task, this.interruptedBy ?? 'TIMEDOUT');
    }
    await this.store.save(this.run);
    return task.result!;
  }

  private stopTask(task: TaskRun, { finished, stop }: Running): void {
    stop.abort();
    const active = [task, ...(task.iterations ?? [])].filter((one) => !isFinal(one));
    for (const { run_id: id } of active.filter(runsOnCluster)) {
      void cancelUntilFinished(this.ws.cluster, String(id), finished).catch((error: Error) => {
        this.ws.log.error('cancel_failed', { run_id: id, message: error.message });
      });
    }
  }

  private newAttempt(
    settings: TaskSettings,
    lifeCycle: 'BLOCKED' | 'PENDING' | 'WAITING_FOR_RETRY',
  ): TaskRun {
    const before = latestAttempt(this.run, settings.task_key);
    const task: TaskRun = {
      run_id: this.ws.state.nextId(),
      task_key: settings.task_key,
      attempt_number: before ? before.attempt_number + 1 : 0,
      settings,
      life_cycle: lifeCycle,
      message: '',
      start_time: Date.now(),
      end_time: 0,
      values: {},
    };
    this.run.tasks.push(task);
    void this.ws.state.persist().catch(() => undefined);
    return task;
  }

  private end(task: TaskRun, result: ResultState): ResultState {
    if (task.life_cycle === 'INTERNAL_ERROR') return result;
    task.life_cycle = 'TERMINATED';
    task.result = result;
    task.end_time = Date.now();
    task.message =
      result === 'CANCELED' || result === 'TIMEDOUT'
        ? INTERRUPTION_MESSAGES[result]
        : result === 'UPSTREAM_FAILED'
          ? 'An upstream task failed.'
          : task.message;
    void this.store.save(this.run);
    return result;
  }

  /** The run's outcome follows from the tasks that no other depends on. */
  private async finish(): Promise<void> {
    const { run } = this;
    if (isFinal(run)) return;
    const last = this.tasks().map((task) => latestAttempt(run, task.task_key)!);
    const needed = new Set(this.tasks().flatMap(dependenciesOf));
    const failed = last.filter((task) => isFailure(task.result!));
    const leafFailed = failed.some((task) => !needed.has(task.task_key));
    const culprit = failed.find((task) => task.result !== 'UPSTREAM_FAILED');
    run.end_time = Date.now();
    if (this.interruptedBy) {
      run.life_cycle = 'TERMINATED';
      run.result = this.interruptedBy;
      run.message = INTERRUPTION_MESSAGES[this.interruptedBy];
    } else if (leafFailed) {
      run.life_cycle = 'INTERNAL_ERROR';
      run.result = 'FAILED';
      const downstream = failed.some((task) => task.result === 'UPSTREAM_FAILED')
        ? ' This caused all downstream tasks to get skipped.'
        : '';
      run.message = `Task ${culprit?.task_key} failed with message: ${culprit?.message}.${downstream}`;
    } else {
      run.life_cycle = 'TERMINATED';
      run.result = failed.length > 0 ? 'SUCCESS_WITH_FAILURES' : 'SUCCESS';
      run.message = '';
    }
    await this.store.save(run);
  }
}
