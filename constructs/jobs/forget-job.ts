import type { Construct } from 'constructs';

import type { DataVolume } from '../storage/data-volume';
import { byHand } from './job-runs';
import { NotebookJob, type NotebookJobProps } from './notebook-job';

/** The notebook of its one task, and the task's key. */
export const FORGET_PARTICIPANT = 'forget_participant';

/** The job parameters: a run without a participant is refused. */
const FORGET_PARAMETERS = [
  { name: 'participant', default: '' },
  { name: 'apply', default: 'false' },
  { name: 'at_once', default: 'false' },
  { name: 'verify', default: '' },
];

export interface ForgetJobProps extends NotebookJobProps {
  readonly checkpoints: DataVolume;
  readonly landing: DataVolume;
}

/**
 * The job that reports the data of a participant of calls. With the job parameter `apply` (`true`)
 * it erases the data for good; with `verify` (the id of an erasure) it checks again that nothing is
 * left. It has no trigger.
 */
export class ForgetJob extends NotebookJob {
  constructor(scope: Construct, id: string, props: ForgetJobProps) {
    super(scope, id, props, {
      name: 'forget',
      description: 'Reports the data of a participant of calls, erases it, verifies an erasure',
      notebook: FORGET_PARTICIPANT,
      parameters: FORGET_PARAMETERS,
      baseParameters: {
        checkpoints: props.checkpoints.path,
        landing: props.landing.path,
        job_run_id: '{{job.run_id}}',
      },
      ...byHand(props),
    });
  }
}
