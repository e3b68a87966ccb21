import type { Construct } from 'constructs';

import type { DealOutcomeSettings } from '../../environments/settings';
import { type DealOutcomeJobProps, featureSteps, FULL_REFRESH } from './deal-outcome-job';
import { boundedRun, stageOfRun, taskLimits } from './job-runs';
import { NotebookJob } from './notebook-job';
import { SERVE_MODEL } from './serve-model-job';

export interface TrainDealOutcomeJobProps extends DealOutcomeJobProps {
  /** The MLflow experiment, by its workspace path: it gets a run for each training. */
  readonly experimentName: string;
  /** Parameters for the deployment of the champion to its endpoint. */
  readonly serving: Readonly<Record<string, string>>;
  readonly dealOutcome: Required<DealOutcomeSettings>;
}

/**
 * The job that trains the deal-outcome model every week; the better one is put on the endpoint, and
 * becomes the champion.
 */
export class TrainDealOutcomeJob extends NotebookJob {
  constructor(scope: Construct, id: string, props: TrainDealOutcomeJobProps) {
    const settings = props.dealOutcome;
    const train = 'train_deal_outcome';
    const training = {
      model_name: props.modelName,
      experiment_name: props.experimentName,
      settings: JSON.stringify({
        scoring_versions: settings.scoringVersions,
        split: settings.split,
        hold_out_share: settings.holdOutShare,
        min_deals: settings.minDeals,
        max_plausible_auc: settings.maxPlausibleAuc,
        min_gain: settings.minGain,
      }),
      ...stageOfRun(train),
    };
    super(scope, id, props, {
      name: train,
      description: 'Trains the deal-outcome model; the better version becomes the champion',
      before: [...featureSteps(props), { notebook: train, baseParameters: training }],
      notebook: SERVE_MODEL,
      parameters: props.featuresByPipeline ? [] : [FULL_REFRESH],
      baseParameters: props.serving,
      trigger: props.trigger,
      limits: taskLimits(props),
      bounds: boundedRun(props),
    });
  }
}
