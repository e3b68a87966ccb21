/** Jobs and runs as the workspace keeps them. */
import type { JsonObject } from '../../core/json';
import type { AlertState } from '../alerts/condition';
import type { JobSettings, TaskSettings } from './job-settings';

/** A job: its creator and its settings. */
export interface Job {
  job_id: number;
  creator_user_name: string;
  created_time: number;
  settings: JobSettings;
  /** Number of runs. */
  run_count: number;
  /** Files that arrived up to this time are not news for a file-arrival trigger. */
  files_seen_until?: number;
}

export type LifeCycle =
  | 'QUEUED'
  | 'PENDING'
  | 'BLOCKED'
  | 'WAITING_FOR_RETRY'
  | 'RUNNING'
  | 'TERMINATING'
  | 'TERMINATED'
  | 'SKIPPED'
  | 'INTERNAL_ERROR';

export type ResultState =
  | 'SUCCESS'
  | 'FAILED'
  | 'TIMEDOUT'
  | 'CANCELED'
  | 'MAXIMUM_CONCURRENT_RUNS_REACHED'
  | 'UPSTREAM_FAILED'
  | 'UPSTREAM_CANCELED'
  | 'EXCLUDED'
  | 'SUCCESS_WITH_FAILURES';

export type Trigger =
  'ONE_TIME' | 'PERIODIC' | 'FILE_ARRIVAL' | 'TABLE' | 'RETRY' | 'CONTINUOUS' | 'RUN_JOB_TASK';

/** Life cycle state and result. */
export interface Outcome {
  life_cycle: LifeCycle;
  result?: ResultState;
  message: string;
}

/** One attempt of one task. */
export interface TaskRun extends Outcome {
  run_id: number;
  task_key: string;
  attempt_number: number;
  settings: TaskSettings;
  start_time: number;
  /** When its setup was over and it began to run. */
  running_since?: number;
  end_time: number;
  parameters?: Record<string, string>;
  notebook_output?: { result: string | null; truncated: boolean };
  /** The rows of the last statement of an SQL file. */
  sql_output?: { columns: string[]; rows: Array<Array<string | null>>; truncated: boolean };
  /** Result of an alert evaluation. */
  alert_output?: { alert_state: AlertState; query_text: string };
  /** Outcome of a condition. */
  outcome?: 'true' | 'false';
  /** The run of another job that the task started. */
  child_run_id?: number;
  /** Attempts of the nested task of a for-each task. */
  iterations?: TaskRun[];
  /** Number of the iteration, for an attempt of a nested task. */
  iteration?: number;
  /** Element of the list that the iteration has. */
  input?: unknown;
  error?: string;
  error_trace?: string;
  values: Record<string, unknown>;
}

/** One run of a job. */
export interface Run extends Outcome {
  run_id: number;
  job_id: number;
  number_in_job: number;
  creator_user_name: string;
  run_as: string;
  run_name: string;
  trigger: Trigger;
  trigger_info?: JsonObject;
  idempotency_token?: string;
  /** True for a one-time run, which belongs to no job. */
  is_submitted?: boolean;
  /** Number of runs above one that a Run Job task started. @default - 0 */
  level?: number;
  start_time: number;
  end_time: number;
  queued_until?: number;
  settings: JobSettings;
  job_parameters: Array<{ name: string; default?: string; value: string }>;
  overriding_parameters: JsonObject;
  tasks: TaskRun[];
  repairs: Array<{ id: number; start_time: number; task_run_ids: number[] }>;
}

const FINAL: ReadonlySet<LifeCycle> = new Set(['TERMINATED', 'SKIPPED', 'INTERNAL_ERROR']);

export function isFinal(outcome: Outcome): boolean {
  return FINAL.has(outcome.life_cycle);
}

/** Returns true for a result that a run job task accepts. */
export function succeeded(result: ResultState | undefined): boolean {
  return result === 'SUCCESS' || result === 'SUCCESS_WITH_FAILURES';
}

/** The attempts of all tasks, with those of iterations. */
export function allAttempts(run: Run): TaskRun[] {
  return run.tasks.flatMap((task) => [task, ...(task.iterations ?? [])]);
}

/** The last attempt of a task, if one exists. */
export function latestAttempt(run: Run, taskKey: string): TaskRun | undefined {
  return run.tasks.filter((task) => task.task_key === taskKey).at(-1);
}
