import type { Construct } from 'constructs';

import type { ManualTrigger, ScheduleTrigger } from '../../environments/settings';
import { boundedRun, taskLimits } from './job-runs';
import { NotebookJob, type NotebookJobProps } from './notebook-job';

/** The notebook of its one task, and the task's key. */
export const APPLY_RETENTION = 'apply_retention';

export interface RetentionJobProps extends NotebookJobProps {
  /** The age at which the text of a call is removed. */
  readonly transcriptRetentionDays: number;
  readonly trigger: ScheduleTrigger | ManualTrigger;
}

/**
 * The job that takes the text of calls past an age out of silver, bronze, quarantine and the landing
 * zone. Keys, counts and signals stay.
 */
export class RetentionJob extends NotebookJob {
  constructor(scope: Construct, id: string, props: RetentionJobProps) {
    super(scope, id, props, {
      name: 'retention',
      description: 'Erases the text of calls past their retention, in every layer',
      notebook: APPLY_RETENTION,
      parameters: [],
      baseParameters: { days: String(props.transcriptRetentionDays) },
      trigger: props.trigger,
      limits: taskLimits(props),
      bounds: boundedRun(props),
    });
  }
}
