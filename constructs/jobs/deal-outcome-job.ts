import type { ManualTrigger, ScheduleTrigger } from '../../environments/settings';
import type { DataVolume } from '../storage/data-volume';
import { stageOfRun } from './job-runs';
import type { NotebookJobProps, NotebookStep } from './notebook-job';

/** Properties of the jobs of the deal-outcome model. */
export interface DealOutcomeJobProps extends NotebookJobProps {
  readonly checkpoints: DataVolume;
  /** The registered model, by its name of three levels. */
  readonly modelName: string;
  readonly trigger: ScheduleTrigger | ManualTrigger;
  /** The ingest pipeline, and not the job, updates gold.deal_features. */
  readonly featuresByPipeline: boolean;
}

/** The job parameter of both jobs that recomputes the features of all deals. */
export const FULL_REFRESH = { name: 'full_refresh', default: 'false' };

/** The step that brings the features up to date before they are used. */
export function featureSteps(props: DealOutcomeJobProps): NotebookStep[] {
  const notebook = 'refresh_deal_features';
  const baseParameters = { checkpoints: props.checkpoints.path, ...stageOfRun(notebook) };
  return props.featuresByPipeline ? [] : [{ notebook, baseParameters }];
}
