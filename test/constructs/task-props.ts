/** Retries, limits and notifications of the tasks of a job. */
export const TASK_PROPS = {
  taskRetries: 2,
  taskRetryIntervalSeconds: 30,
  taskTimeoutMinutes: 60,
  slowRunMinutes: 45,
  failureEmails: [],
  failureWebhooks: [],
};
