import type { JobConfig } from '@cdktf/provider-databricks/lib/job';

import type { ResolvedIngestTrigger } from '../../environments/settings';
import type { DataVolume } from '../storage/data-volume';
import { scheduleConfig } from './job-schedule';

/** The widget `trigger` of a notebook: its stream reads what there is and ends, or never ends. */
export function streamTrigger(trigger: ResolvedIngestTrigger): string {
  return trigger.kind === 'continuous'
    ? `${trigger.secondsBetweenBatches} seconds`
    : 'availableNow';
}

/** The part of a job's configuration that says what starts it. */
export function triggerConfig(
  trigger: ResolvedIngestTrigger,
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
