import type { Construct } from 'constructs';

import type { DataVolume } from '../storage/data-volume';
import { byHand } from './job-runs';
import { NotebookJob, type NotebookJobProps } from './notebook-job';

/** The notebook of its one task, and the task's key. */
export const RESTORE_TABLE = 'restore_table';

/** The job parameters: what a run does that is given none is refused, as it names no table. */
const RESTORE_PARAMETERS = [
  { name: 'tables', default: '' },
  { name: 'version', default: '' },
  { name: 'timestamp', default: '' },
  { name: 'take_in', default: 'false' },
  { name: 'apply', default: 'false' },
];

export interface RestoreJobProps extends NotebookJobProps {
  readonly checkpoints: DataVolume;
}

/**
 * The job that compares tables with how they were at a version or a time. Only with the job
 * parameter `apply` (`true`) it restores them; nothing but a person starts it.
 */
export class RestoreJob extends NotebookJob {
  constructor(scope: Construct, id: string, props: RestoreJobProps) {
    super(scope, id, props, {
      name: 'restore',
      description: 'Compares tables with an earlier version, and restores them on request',
      notebook: RESTORE_TABLE,
      parameters: RESTORE_PARAMETERS,
      baseParameters: { checkpoints: props.checkpoints.path },
      ...byHand(props),
    });
  }
}
