import type { JobConfig } from '@cdktf/provider-databricks/lib/job';

import type { IngestTrigger } from '../../environments/settings';
import { scheduleConfig } from '../operations/job-schedule';
import type { DataVolume } from '../storage/data-volume';

/** The part of a job's configuration that says what starts it. */
export function triggerConfig(
  trigger: IngestTrigger,
  landing: DataVolume,
): Pick<JobConfig, 'continuous' | 'schedule' | 'trigger'> {
  switch (trigger.kind) {
    case 'fileArrival':
      return {
        trigger: {
          pauseStatus: 'UNPAUSED',
          fileArrival: {
            url: `${landing.path}/`,
            minTimeBetweenTriggersSeconds: trigger.minSecondsBetweenRuns,
          },
        },
      };
    case 'continuous':
      return { continuous: { pauseStatus: 'UNPAUSED' } };
    case 'schedule':
    case 'manual':
      return scheduleConfig(trigger);
  }
}
