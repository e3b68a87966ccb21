import { PredictDealOutcomeJob } from '../../../constructs/jobs/predict-deal-outcome-job';
import {
  TrainDealOutcomeJob,
  type TrainDealOutcomeJobProps,
} from '../../../constructs/jobs/train-deal-outcome-job';
import { prod } from '../../../environments/prod';
import { resolveSettings } from '../../../environments/settings';
import { Template } from '../../template';
import { notebookJobProps } from './notebook-job-props';

const settings = resolveSettings(prod);
const props: TrainDealOutcomeJobProps = {
  ...notebookJobProps(),
  modelName: 'lakehouse.gold.deal_outcome',
  experimentName: '/lakehouse/deal-outcome',
  featuresByPipeline: false,
  serving: { model: 'lakehouse.gold.deal_outcome', endpoint: 'deal-outcome' },
  dealOutcome: settings.dealOutcome,
  trigger: settings.trainingTrigger,
};

interface Task {
  readonly task_key: string;
  readonly depends_on?: readonly { readonly task_key: string }[];
  readonly notebook_task: { readonly base_parameters: Readonly<Record<string, string>> };
}

function jobOf(name: string, build: (stack: never) => void) {
  const template = Template.of((stack) => build(stack as never));
  return template.resource('databricks_job', name) as { readonly task: readonly Task[] } & Record<
    string,
    unknown
  >;
}

const order = (tasks: readonly Task[]) =>
  tasks.map((task) => [task.task_key, (task.depends_on ?? []).map((d) => d.task_key)]);

describe('TrainDealOutcomeJob', () => {
  it('trains every week on features that are up to date', () => {
    const job = jobOf('train_deal_outcome', (s) => new TrainDealOutcomeJob(s, 'Train', props));
    expect(job).toMatchObject({
      name: 'train_deal_outcome',
      parameter: [{ name: 'full_refresh', default: 'false' }],
      run_as: { service_principal_name: 'jobs' },
      schedule: { quartz_cron_expression: '0 0 5 ? * SUN', timezone_id: 'UTC' },
      max_concurrent_runs: 1,
    });
    expect(order(job.task)).toEqual([
      ['refresh_deal_features', []],
      ['serve_model', ['train_deal_outcome']],
      ['train_deal_outcome', ['refresh_deal_features']],
    ]);
    const [refresh, serve, train] = job.task.map((task) => task.notebook_task.base_parameters);
    expect(refresh).toEqual({
      catalog: 'lakehouse',
      checkpoints: '/Volumes/lakehouse/ops/checkpoints',
      job_run_id: '{{job.run_id}}',
      job_name: '{{job.name}}',
      stage: 'refresh_deal_features',
      attempt: '{{task.execution_count}}',
    });
    expect(train).toMatchObject({
      model_name: 'lakehouse.gold.deal_outcome',
      experiment_name: '/lakehouse/deal-outcome',
      stage: 'train_deal_outcome',
    });
    expect(serve).toEqual({ catalog: 'lakehouse', ...props.serving });
    expect(JSON.parse(`${train?.settings}`)).toEqual({
      scoring_versions: [],
      split: 'rep',
      hold_out_share: 0.25,
      min_deals: 200,
      max_plausible_auc: 0.9,
      min_gain: 0,
    });
  });

  it('goes by the settings, and leaves features to a pipeline that keeps them', () => {
    const job = jobOf(
      'train_deal_outcome',
      (s) =>
        new TrainDealOutcomeJob(s, 'Train', {
          ...props,
          dealOutcome: { ...settings.dealOutcome, split: 'time', scoringVersions: ['rubric@1'] },
          trigger: { kind: 'manual' },
          featuresByPipeline: true,
        }),
    );
    expect(job).not.toHaveProperty('schedule');
    expect(job.parameter).toEqual([]);
    expect(order(job.task)).toEqual([
      ['serve_model', ['train_deal_outcome']],
      ['train_deal_outcome', []],
    ]);
    expect(JSON.parse(`${job.task[1]?.notebook_task.base_parameters.settings}`)).toMatchObject({
      split: 'time',
      scoring_versions: ['rubric@1'],
    });
  });
});

describe('PredictDealOutcomeJob', () => {
  it('scores new records every day, then measures predictions', () => {
    const job = jobOf(
      'predict_deal_outcome',
      (s) =>
        new PredictDealOutcomeJob(s, 'Predict', { ...props, trigger: settings.predictionTrigger }),
    );
    expect(job.schedule).toMatchObject({ quartz_cron_expression: '0 0 6 * * ?' });
    expect(order(job.task)).toEqual([
      ['monitor_deal_outcome', ['predict_deal_outcome']],
      ['predict_deal_outcome', ['refresh_deal_features']],
      ['refresh_deal_features', []],
    ]);
    expect(job.task[1]?.notebook_task.base_parameters).toMatchObject({
      model_name: 'lakehouse.gold.deal_outcome',
    });
  });
});
