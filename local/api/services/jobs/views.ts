/** Jobs and runs as the API answers them, in the older (`state`) and the newer (`status`) form. */
import type { JsonObject } from '../../core/json';
import { omit } from '../../core/omit';
import { runAsOf } from './engine';
import {
  isFinal,
  type Job,
  latestAttempt,
  type Outcome,
  type ResultState,
  type Run,
  type TaskRun,
} from './model';

const RUN_STATES: Record<string, string> = {
  QUEUED: 'QUEUED',
  PENDING: 'PENDING',
  BLOCKED: 'BLOCKED',
  WAITING_FOR_RETRY: 'WAITING',
  RUNNING: 'RUNNING',
  TERMINATING: 'TERMINATING',
};

const TERMINATION: Record<ResultState, [code: string, type: string]> = {
  SUCCESS: ['SUCCESS', 'SUCCESS'],
  SUCCESS_WITH_FAILURES: ['SUCCESS_WITH_FAILURES', 'SUCCESS'],
  FAILED: ['RUN_EXECUTION_ERROR', 'CLIENT_ERROR'],
  TIMEDOUT: ['CANCELED', 'CLIENT_ERROR'],
  CANCELED: ['USER_CANCELED', 'SUCCESS'],
  MAXIMUM_CONCURRENT_RUNS_REACHED: ['MAX_CONCURRENT_RUNS_EXCEEDED', 'CLIENT_ERROR'],
  UPSTREAM_FAILED: ['SKIPPED', 'CLIENT_ERROR'],
  UPSTREAM_CANCELED: ['SKIPPED', 'CLIENT_ERROR'],
  EXCLUDED: ['SKIPPED', 'SUCCESS'],
};

function stateOf({ life_cycle, result, message }: Outcome): JsonObject {
  return {
    life_cycle_state: life_cycle,
    ...(result ? { result_state: result } : {}),
    state_message: message,
    user_cancelled_or_timedout: result === 'CANCELED' || result === 'TIMEDOUT',
  };
}

function statusOf(outcome: Outcome): JsonObject {
  if (!isFinal(outcome)) return { state: RUN_STATES[outcome.life_cycle] };
  const [code, type] = TERMINATION[outcome.result ?? 'FAILED'];
  return { state: 'TERMINATED', termination_details: { code, type, message: outcome.message } };
}

/** Times of an attempt; Databricks' durations are in milliseconds. */
function times(task: TaskRun): JsonObject {
  const end = task.end_time || Date.now();
  const running = task.running_since ?? end;
  return {
    start_time: task.start_time,
    end_time: task.end_time,
    setup_duration: running - task.start_time,
    execution_duration: end - running,
    cleanup_duration: 0,
  };
}

export function taskView(host: string, run: Run, task: TaskRun): JsonObject {
  return {
    ...task.settings,
    run_id: task.run_id,
    task_key: task.task_key,
    attempt_number: task.attempt_number,
    state: stateOf(task),
    status: statusOf(task),
    ...times(task),
    ...(task.parameters ? { resolved_values: resolvedValues(task) } : {}),
    ...(task.outcome
      ? { condition_task: { ...task.settings.condition_task, outcome: task.outcome } }
      : {}),
    ...(task.iterations
      ? { for_each_task: { ...task.settings.for_each_task, stats: statsOf(task) } }
      : {}),
    run_page_url: `${host}/#job/${run.job_id}/run/${task.run_id}`,
  };
}

/** Numbers of the iterations of a for-each task, by their last attempts. */
function statsOf(task: TaskRun): JsonObject {
  const last = [...new Map((task.iterations ?? []).map((one) => [one.iteration, one])).values()];
  const ended = last.filter(isFinal);
  const succeeded = ended.filter(({ result }) => result === 'SUCCESS').length;
  return {
    task_run_stats: {
      total_iterations: last.length,
      active_iterations: last.length - ended.length,
      completed_iterations: ended.length,
      succeeded_iterations: succeeded,
      failed_iterations: ended.length - succeeded,
    },
  };
}

function resolvedValues(task: TaskRun): JsonObject {
  if (task.settings.condition_task) return { condition_task: task.parameters };
  return task.settings.notebook_task
    ? { notebook_task: { base_parameters: task.parameters } }
    : { sql_task: { parameters: task.parameters } };
}

/** The type of a run, as lists filter by it. */
export function runType(run: Run): 'SUBMIT_RUN' | 'JOB_RUN' {
  return run.is_submitted ? 'SUBMIT_RUN' : 'JOB_RUN';
}

/** A run; `withTasks` adds its attempts, its parameters and its job clusters. */
export function runView(host: string, run: Run, withTasks = true): JsonObject {
  const end = run.end_time || Date.now();
  const started = run.queued_until ?? run.start_time;
  return {
    job_id: run.job_id,
    run_id: run.run_id,
    job_run_id: run.run_id,
    original_attempt_run_id: run.run_id,
    number_in_job: run.number_in_job,
    creator_user_name: run.creator_user_name,
    run_name: run.run_name,
    run_type: runType(run),
    format: 'MULTI_TASK',
    trigger: run.trigger,
    ...(run.trigger_info ? { trigger_info: run.trigger_info } : {}),
    state: stateOf(run),
    status: statusOf(run),
    start_time: run.start_time,
    end_time: run.end_time,
    run_duration: end - run.start_time,
    queue_duration: started - run.start_time,
    setup_duration: 0,
    execution_duration: end - started,
    cleanup_duration: 0,
    run_page_url: `${host}/#job/${run.job_id}/run/${run.run_id}`,
    ...(withTasks
      ? {
          tasks: run.tasks.map((task) => taskView(host, run, task)),
          job_clusters: run.settings.job_clusters ?? [],
          job_parameters: run.job_parameters,
          overriding_parameters: run.overriding_parameters,
          ...(run.repairs.length > 0 ? { repair_history: repairHistory(run) } : {}),
        }
      : {}),
  };
}

function repairHistory(run: Run): JsonObject[] {
  return run.repairs.map((repair) => ({ ...repair, type: 'REPAIR', state: stateOf(run) }));
}

export function jobView(job: Job, withTasks = true): JsonObject {
  const settings = omit(job.settings, 'run_as');
  return {
    job_id: job.job_id,
    creator_user_name: job.creator_user_name,
    created_time: job.created_time,
    run_as_user_name: runAsOf(job),
    settings: withTasks ? settings : omit(settings, 'tasks', 'job_clusters'),
  };
}

/** The only task of a run, whose output is also available by the id of the run. */
export function onlyTask(run: Run): TaskRun | undefined {
  const keys = new Set(run.tasks.map((task) => task.task_key));
  return keys.size === 1 ? latestAttempt(run, [...keys][0]!) : undefined;
}
