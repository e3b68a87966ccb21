import type { JobConfig, JobTask } from '@cdktf/provider-databricks/lib/job';

/** How the runs of a job go: how often a task is tried, how long it takes, who is told. */
export interface JobRunProps {
  readonly taskRetries: number;
  readonly taskRetryIntervalSeconds: number;
  readonly taskTimeoutMinutes: number;
  /** A run that takes longer is reported to whom failures are reported to. */
  readonly slowRunMinutes: number;
  readonly failureEmails: readonly string[];
  readonly failureWebhooks: readonly string[];
}

/** What a task learns of the run that it belongs to. */
export const OF_RUN = { job_run_id: '{{job.run_id}}', job_name: '{{job.name}}' };

/** Parameters by which a notebook records its stages in ops.pipeline_runs. */
export const TASK_OF_RUN = { ...OF_RUN, attempt: '{{task.execution_count}}' };

/** The same for a notebook that is one stage. */
export function stageOfRun(key: string): Record<string, string> {
  return { ...TASK_OF_RUN, stage: key };
}

/** What only a run that comes to an end can have: a queue behind it, and a time it should take. */
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

/** How often and how long a task is tried. */
export function taskLimits(props: JobRunProps): TaskLimits {
  return {
    timeoutSeconds: props.taskTimeoutMinutes * 60,
    maxRetries: props.taskRetries,
    minRetryIntervalMillis: props.taskRetryIntervalSeconds * 1000,
    retryOnTimeout: false,
  };
}

/**
 * How a run goes that a person asks for, of work that depends on how much there is: who asked decides
 * whether to try it again, and no duration is a slow one.
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

/** Who is told of failed and of slow runs. */
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

/** The provider reads tasks back sorted by key: declared so, a second plan finds nothing to do. */
export function byTaskKey(a: JobTask, b: JobTask): number {
  return a.taskKey < b.taskKey ? -1 : 1;
}
