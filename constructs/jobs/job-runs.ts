import type { JobConfig, JobTask } from '@cdktf/provider-databricks/lib/job';

/** Retries, time limits and notifications of the runs of a job. */
export interface JobRunProps {
  readonly taskRetries: number;
  readonly taskRetryIntervalSeconds: number;
  readonly taskTimeoutMinutes: number;
  /** The duration after which a run is reported as slow, to the recipients of failures. */
  readonly slowRunMinutes: number;
  readonly failureEmails: readonly string[];
  readonly failureWebhooks: readonly string[];
}

/** Parameters that identify the run of a task. */
export const OF_RUN = { job_run_id: '{{job.run_id}}', job_name: '{{job.name}}' };

/** Parameters by which a notebook records its stages in ops.pipeline_runs. */
export const TASK_OF_RUN = { ...OF_RUN, attempt: '{{task.execution_count}}' };

/** The same for a notebook that is one stage. */
export function stageOfRun(key: string): Record<string, string> {
  return { ...TASK_OF_RUN, stage: key };
}

/** The queue and the slow-run limit of a job that is not continuous. */
export function boundedRun(props: JobRunProps): Pick<JobConfig, 'queue' | 'health'> {
  const value = props.slowRunMinutes * 60;
  return {
    queue: { enabled: true },
    health: { rules: [{ metric: 'RUN_DURATION_SECONDS', op: 'GREATER_THAN', value }] },
  };
}

type TaskLimits = Pick<
  JobTask,
  'timeoutSeconds' | 'maxRetries' | 'minRetryIntervalMillis' | 'retryOnTimeout'
>;

/** Retries and time limit of a task. */
export function taskLimits(props: JobRunProps): TaskLimits {
  return {
    timeoutSeconds: props.taskTimeoutMinutes * 60,
    maxRetries: props.taskRetries,
    minRetryIntervalMillis: props.taskRetryIntervalSeconds * 1000,
    retryOnTimeout: false,
  };
}

/**
 * Limits of a manual job whose duration depends on the amount of data: no retries, because the caller
 * decides, and no slow-run limit.
 */
export function byHand(props: JobRunProps): {
  readonly limits: TaskLimits;
  readonly bounds: Pick<JobConfig, 'queue'>;
} {
  return {
    limits: taskLimits({ ...props, taskRetries: 0 }),
    bounds: { queue: { enabled: true } },
  };
}

/** The recipients of failed and slow runs. */
export function jobNotifications(
  props: JobRunProps,
): Pick<JobConfig, 'emailNotifications' | 'webhookNotifications'> {
  const emails = [...props.failureEmails];
  const webhooks = props.failureWebhooks.map((id) => ({ id }));
  return {
    emailNotifications:
      emails.length > 0
        ? { onFailure: emails, onDurationWarningThresholdExceeded: emails }
        : undefined,
    webhookNotifications:
      webhooks.length > 0
        ? { onFailure: webhooks, onDurationWarningThresholdExceeded: webhooks }
        : undefined,
  };
}

/** The provider reads tasks and their dependencies back sorted by key: declared so, a second plan is empty. */
export function byTaskKey(a: JobTask, b: JobTask): number {
  return a.taskKey < b.taskKey ? -1 : 1;
}
