import type { IngestTrigger } from './settings';
import { show } from './show';

const QUARTZ_CRON = /^\S+( \S+){5,6}$/;

/** What may start the ingest job. */
export const INGEST_TRIGGERS = ['fileArrival', 'continuous', 'schedule', 'manual'] as const;

/** What may start a job that looks after the lakehouse: governance, monitoring. */
export const UPKEEP_TRIGGERS = ['schedule', 'manual'] as const;

/** Everything that is wrong with the setting that says what starts a job. */
export function triggerProblems(
  field: string,
  trigger: IngestTrigger,
  kinds: readonly IngestTrigger['kind'][],
): string[] {
  if (!kinds.includes(trigger.kind)) {
    return [`\`${field}.kind\` must be one of ${kinds.join(', ')}, got: ${show(trigger.kind)}`];
  }
  switch (trigger.kind) {
    case 'fileArrival': {
      const got = trigger.minSecondsBetweenRuns;
      return Number.isInteger(got) && got >= 60
        ? []
        : [
            `\`${field}.minSecondsBetweenRuns\` must be a whole number of at least 60, got: ${show(got)}`,
          ];
    }
    case 'schedule':
      return QUARTZ_CRON.test(trigger.quartzCron)
        ? []
        : [`\`${field}.quartzCron\` must be six or seven fields, got: ${show(trigger.quartzCron)}`];
    case 'continuous':
    case 'manual':
      return [];
  }
}
