import type { JobConfig } from '@cdktf/provider-databricks/lib/job';

import type { ManualTrigger, ScheduleTrigger } from '../../environments/settings';

/** The part of a job's configuration that says whether the clock starts it. */
export function scheduleConfig(
  trigger: ScheduleTrigger | ManualTrigger,
): Pick<JobConfig, 'schedule'> {
  if (trigger.kind === 'manual') return {};
  return {
    schedule: {
      pauseStatus: 'UNPAUSED',
      quartzCronExpression: trigger.quartzCron,
      timezoneId: trigger.timezone,
    },
  };
}
