import type { Construct } from 'constructs';

import type { ScheduleTrigger } from '../../environments/settings';
import { boundedRun, stageOfRun, taskLimits } from '../operations/job-runs';
import { NotebookJob } from '../operations/notebook-job';
import { featureSteps, FULL_REFRESH, type DealOutcomeJobProps } from './deal-outcome-job';

const EVERY_DAY: ScheduleTrigger = {
  kind: 'schedule',
  quartzCron: '0 0 6 * * ?',
  timezone: 'UTC',
};

/** The job that has the champion score the deals with news every day, and measures how it does. */
export class PredictDealOutcomeJob extends NotebookJob {
  constructor(scope: Construct, id: string, props: DealOutcomeJobProps) {
    const predict = 'predict_deal_outcome';
    const monitor = 'monitor_deal_outcome';
    super(scope, id, props, {
      name: predict,
      description: 'Deals with news, or all after a change of champion, scored by the champion',
      before: [
        ...featureSteps(props),
        { notebook: predict, told: { model_name: props.modelName, ...stageOfRun(predict) } },
      ],
      notebook: monitor,
      parameters: props.featuresByPipeline ? [] : [FULL_REFRESH],
      told: stageOfRun(monitor),
      trigger: props.trigger ?? EVERY_DAY,
      limits: taskLimits(props),
      bounds: boundedRun(props),
    });
  }
}
