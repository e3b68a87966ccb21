import { Problems } from './problems';
import { NO_DEFAULTS, type Topic } from './topic';

/** Runs of jobs: retries, time limits, notifications. */
export interface JobSettings {
  /** The number of retries of a failed task. */
  readonly taskRetries: number;
  readonly taskRetryIntervalSeconds: number;
  readonly taskTimeoutMinutes: number;
  /** The duration after which a run is reported as slow, to the recipients of failures. */
  readonly slowRunMinutes: number;
  /** The e-mail addresses that receive failed runs and alerts. */
  readonly failureEmails: readonly string[];
  /** The notification destinations (by id) that receive failed runs and alerts. */
  readonly failureWebhooks: readonly string[];
}

const EMAIL = /^[^@\s]+@[^@\s]+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Settings of the runs of all jobs. */
export const JOBS: Topic<JobSettings> = {
  names: {
    taskRetries: true,
    taskRetryIntervalSeconds: true,
    taskTimeoutMinutes: true,
    slowRunMinutes: true,
    failureEmails: true,
    failureWebhooks: true,
  },
  resolve: NO_DEFAULTS,
  problems: (settings) => {
    const problems = new Problems(settings);
    problems.within('taskRetries', 0, 10);
    problems.within('taskRetryIntervalSeconds', 0, 3600);
    problems.within('taskTimeoutMinutes', 1, 1440);
    problems.within('slowRunMinutes', 1, 1440);
    for (const email of settings.failureEmails) {
      problems.check(EMAIL.test(email), 'failureEmails', 'not an e-mail address', email);
    }
    for (const id of settings.failureWebhooks) {
      const problem = 'not the id of a notification destination';
      problems.check(UUID.test(id), 'failureWebhooks', problem, id);
    }
    return problems.all;
  },
};
