import type { Construct } from 'constructs';

import type { DataVolume } from '../storage/data-volume';
import { byHand } from './job-runs';
import { NotebookJob, type NotebookJobProps } from './notebook-job';

/** The notebook of its one task, and the task's key. */
export const FORGET_PARTICIPANT = 'forget_participant';

/** The job parameters: a run that is given none is refused, as it names nobody. */
export const FORGET_PARAMETERS = [
  { name: 'participant', default: '' },
  { name: 'apply', default: 'false' },
  { name: 'at_once', default: 'false' },
];

export interface ForgetJobProps extends NotebookJobProps {
  readonly checkpoints: DataVolume;
}

/**
 * The job that says what there is of a participant of calls. Only with the job parameter `apply`
 * (`true`) it erases it, and nothing brings it back; nothing but a person starts it.
 */
export class ForgetJob extends NotebookJob {
  constructor(scope: Construct, id: string, props: ForgetJobProps) {
    super(scope, id, props, {
      name: 'forget',
      description: 'A participant of calls looked for in every layer, and erased if asked to',
      notebook: FORGET_PARTICIPANT,
      parameters: FORGET_PARAMETERS,
      told: { checkpoints: props.checkpoints.path },
      ...byHand(props),
    });
  }
}
