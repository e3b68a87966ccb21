/** Settings of a job in the form of the Jobs API. Other fields of a request are stored as received. */
import type { JsonObject } from '../../core/json';
import type { Audience } from '../alerts/alerts';

export interface NotebookTask {
  readonly notebook_path: string;
  readonly base_parameters?: JsonObject;
}

export interface SqlTask {
  readonly warehouse_id: string;
  readonly parameters?: JsonObject;
  readonly file?: { readonly path: string; readonly source?: string };
  readonly alert?: {
    readonly alert_id: string;
    readonly subscriptions?: Audience['subscriptions'];
    readonly pause_subscriptions?: boolean;
  };
}

export interface PipelineTask {
  readonly pipeline_id: string;
  readonly full_refresh?: boolean;
}

/** An If/else task. */
export interface ConditionTask {
  readonly op: string;
  readonly left: string;
  readonly right: string;
}

export interface SparkPythonTask {
  readonly python_file: string;
  readonly parameters?: readonly unknown[];
}

export interface PythonWheelTask {
  readonly package_name: string;
  readonly entry_point: string;
  readonly parameters?: readonly unknown[];
  readonly named_parameters?: JsonObject;
}

/** A task that runs another job. */
export interface RunJobTask {
  readonly job_id: number;
  readonly job_parameters?: JsonObject;
}

/** A task that runs a nested task for each element of a list. */
export interface ForEachTask {
  readonly inputs: string;
  readonly concurrency?: number;
  readonly task: TaskSettings;
}

/** A task that refreshes a dashboard and sends a snapshot of it. */
export interface DashboardTask {
  readonly dashboard_id: string;
  readonly warehouse_id?: string;
  readonly subscription?: JsonObject;
}

export interface Dependency {
  readonly task_key: string;
  /** Outcome that a condition must have. */
  readonly outcome?: string;
}

export interface Cluster {
  readonly spark_conf?: JsonObject;
}

export type TaskSettings = JsonObject & {
  readonly task_key: string;
  readonly depends_on?: readonly Dependency[];
  readonly run_if?: string;
  readonly job_cluster_key?: string;
  readonly new_cluster?: Cluster;
  readonly timeout_seconds?: number;
  readonly max_retries?: number;
  readonly min_retry_interval_millis?: number;
  readonly retry_on_timeout?: boolean;
  readonly notebook_task?: NotebookTask;
  readonly spark_python_task?: SparkPythonTask;
  readonly python_wheel_task?: PythonWheelTask;
  readonly sql_task?: SqlTask;
  readonly pipeline_task?: PipelineTask;
  readonly condition_task?: ConditionTask;
  readonly run_job_task?: RunJobTask;
  readonly for_each_task?: ForEachTask;
  readonly dashboard_task?: DashboardTask;
};

export interface ScheduleSettings {
  readonly quartz_cron_expression: string;
  readonly timezone_id: string;
  readonly pause_status?: string;
}

export interface PeriodicSettings {
  readonly interval: number;
  readonly unit: string;
}

export interface FileArrivalSettings {
  readonly url: string;
  readonly wait_after_last_change_seconds?: number;
  readonly min_time_between_triggers_seconds?: number;
}

export interface TableUpdateSettings {
  readonly table_names: readonly string[];
  readonly condition?: string;
  readonly wait_after_last_change_seconds?: number;
  readonly min_time_between_triggers_seconds?: number;
}

export interface TriggerSettings {
  readonly pause_status?: string;
  readonly periodic?: PeriodicSettings;
  readonly file_arrival?: FileArrivalSettings;
  readonly table_update?: TableUpdateSettings;
}

export type JobSettings = JsonObject & {
  readonly name: string;
  readonly max_concurrent_runs: number;
  readonly tasks?: readonly TaskSettings[];
  readonly job_clusters?: ReadonlyArray<{
    readonly job_cluster_key: string;
    readonly new_cluster?: Cluster;
  }>;
  readonly parameters?: ReadonlyArray<{ readonly name: string; readonly default: string }>;
  readonly timeout_seconds?: number;
  readonly schedule?: ScheduleSettings;
  readonly trigger?: TriggerSettings;
  readonly continuous?: { readonly pause_status?: string };
  readonly queue?: { readonly enabled?: boolean };
  readonly run_as?: {
    readonly user_name?: string;
    readonly service_principal_name?: string;
  };
};

/** Returns the keys of the tasks that a task depends on. */
export function dependenciesOf(task: TaskSettings): string[] {
  return (task.depends_on ?? []).map((dependency) => dependency.task_key);
}
