import type { Construct } from 'constructs';

import {
  dealOutcomeDefaults,
  type DealOutcomeSettings,
} from '../../environments/deal-outcome-settings';
import type { ScheduleTrigger } from '../../environments/settings';
import { boundedRun, stageOfRun, taskLimits } from '../operations/job-runs';
import { NotebookJob } from '../operations/notebook-job';
import { featureSteps, FULL_REFRESH, type DealOutcomeJobProps } from './deal-outcome-job';
import { SERVE_MODEL } from './serve-model-job';

const EVERY_WEEK: ScheduleTrigger = {
  kind: 'schedule',
  quartzCron: '0 0 5 ? * SUN',
  timezone: 'UTC',
};

export interface TrainDealOutcomeJobProps extends DealOutcomeJobProps {
  /** The MLflow experiment, by its workspace path: it gets a run for each training. */
  readonly experimentName: string;
  /** How the champion is put on its endpoint. */
  readonly serving: Readonly<Record<string, string>>;
  /** @default - a hold-out of a quarter of the reps, at least 200 deals, an AUC of at most 0.9 */
  readonly dealOutcome?: DealOutcomeSettings;
}

/**
 * The job that trains the deal-outcome model every week; the better one is put on the endpoint, and
 * becomes the champion.
 */
export class TrainDealOutcomeJob extends NotebookJob {
  constructor(scope: Construct, id: string, props: TrainDealOutcomeJobProps) {
    const settings = dealOutcomeDefaults(props.dealOutcome);
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
      description: 'The deal-outcome model, trained anew; the better one becomes the champion',
      before: [...featureSteps(props), { notebook: train, told: training }],
      notebook: SERVE_MODEL,
      parameters: props.featuresByPipeline ? [] : [FULL_REFRESH],
      told: props.serving,
      trigger: props.trigger ?? EVERY_WEEK,
      limits: taskLimits(props),
      bounds: boundedRun(props),
    });
  }
}
