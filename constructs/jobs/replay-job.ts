import type { Construct } from 'constructs';

import { boundedRun, taskLimits } from './job-runs';
import { NotebookJob, type NotebookJobProps } from './notebook-job';

/** The notebook of its one task, and the task's key. */
export const REPLAY_QUARANTINE = 'replay_quarantine';

/** The job parameters, with what a run does that is given none: it takes in all it can. */
const REPLAY_PARAMETERS = [
  { name: 'table', default: '' },
  { name: 'rule', default: '' },
  { name: 'since', default: '' },
  { name: 'dry_run', default: 'false' },
];

/**
 * The job that takes quarantined records through the rules of today, once what was wrong is put
 * right. Nothing but a person starts it; the ingest job may run meanwhile.
 */
export class ReplayJob extends NotebookJob {
  constructor(scope: Construct, id: string, props: NotebookJobProps) {
    super(scope, id, props, {
      name: 'replay',
      description: 'Ingests quarantined records that pass the current rules',
      notebook: REPLAY_QUARANTINE,
      parameters: REPLAY_PARAMETERS,
      baseParameters: { job_run_id: '{{job.run_id}}' },
      limits: taskLimits(props),
      bounds: boundedRun(props),
    });
  }
}
