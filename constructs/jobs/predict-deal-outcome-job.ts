import type { Construct } from 'constructs';

import { type DealOutcomeJobProps, featureSteps, FULL_REFRESH } from './deal-outcome-job';
import { boundedRun, stageOfRun, taskLimits } from './job-runs';
import { NotebookJob } from './notebook-job';

/** The job that has the champion score the deals with news every day, and measures how it does. */
export class PredictDealOutcomeJob extends NotebookJob {
  constructor(scope: Construct, id: string, props: DealOutcomeJobProps) {
    const predict = 'predict_deal_outcome';
    const monitor = 'monitor_deal_outcome';
    super(scope, id, props, {
      name: predict,
      description: 'Scores changed deals, or all deals after a change of champion',
      before: [
        ...featureSteps(props),
        {
          notebook: predict,
          baseParameters: { model_name: props.modelName, ...stageOfRun(predict) },
        },
      ],
      notebook: monitor,
      parameters: props.featuresByPipeline ? [] : [FULL_REFRESH],
      baseParameters: stageOfRun(monitor),
      trigger: props.trigger,
      limits: taskLimits(props),
      bounds: boundedRun(props),
    });
  }
}
