import type { Construct } from 'constructs';

import type { DataVolume } from '../storage/data-volume';
import { byHand } from './job-runs';
import { NotebookJob, type NotebookJobProps } from './notebook-job';

export interface RebuildJobProps extends NotebookJobProps {
  readonly checkpoints: DataVolume;
}

/**
 * The job that builds silver and gold again from bronze and compares them with what stands. Only
 * with the job parameter `replace` (`true`) it changes something; nothing but a person starts it.
 */
export class RebuildJob extends NotebookJob {
  constructor(scope: Construct, id: string, props: RebuildJobProps) {
    super(scope, id, props, {
      name: 'rebuild',
      description:
        'Rebuilds silver and gold from bronze, compares them, and repairs differences on request',
      notebook: 'rebuild_silver',
      parameters: [{ name: 'replace', default: 'false' }],
      baseParameters: { checkpoints: props.checkpoints.path },
      ...byHand(props),
    });
  }
}
