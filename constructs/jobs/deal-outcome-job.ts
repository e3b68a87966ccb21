import type { ManualTrigger, ScheduleTrigger } from '../../environments/settings';
import type { NotebookJobProps, NotebookStep } from './notebook-job';
import { stageOfRun } from './job-runs';
import type { DataVolume } from '../storage/data-volume';

/** What the jobs of the deal-outcome model are given. */
export interface DealOutcomeJobProps extends NotebookJobProps {
  readonly checkpoints: DataVolume;
  /** The registered model, by its name of three levels. */
  readonly modelName: string;
  readonly trigger: ScheduleTrigger | ManualTrigger;
  /** Whether the ingest pipeline keeps gold.deal_features up to date, so that the job must not. */
  readonly featuresByPipeline: boolean;
}

/** The job parameter of both: whether the features of all deals are computed anew. */
export const FULL_REFRESH = { name: 'full_refresh', default: 'false' };

/** The step that brings the features up to date before they are used. */
export function featureSteps(props: DealOutcomeJobProps): NotebookStep[] {
  const notebook = 'refresh_deal_features';
  const told = { checkpoints: props.checkpoints.path, ...stageOfRun(notebook) };
  return props.featuresByPipeline ? [] : [{ notebook, told }];
}
