import { ForgetJob } from '../../../constructs/jobs/forget-job';
import { RetentionJob } from '../../../constructs/jobs/retention-job';
import type { DataVolume } from '../../../constructs/storage/data-volume';
import { prod } from '../../../environments/prod';
import { resolveSettings } from '../../../environments/settings';
import { Template } from '../../template';
import { notebookJobProps } from './notebook-job-props';

const LANDING = { path: '/Volumes/lakehouse/bronze/landing' } as DataVolume;

describe('ForgetJob', () => {
  it('only reports without `apply`, has no retries and no schedule', () => {
    const template = Template.of(
      (stack) => new ForgetJob(stack, 'Forget', { ...notebookJobProps(), landing: LANDING }),
    );
    const job = template.resource('databricks_job', 'forget');
    expect(job).toMatchObject({
      parameter: [
        { name: 'participant', default: '' },
        { name: 'apply', default: 'false' },
        { name: 'at_once', default: 'false' },
        { name: 'verify', default: '' },
      ],
      task: [
        {
          max_retries: 0,
          notebook_task: { notebook_path: expect.stringMatching(/forget_participant$/) },
        },
      ],
    });
    expect(job).not.toHaveProperty('schedule');
  });
});

describe('RetentionJob', () => {
  it('runs every night, and knows how many days text may stay', () => {
    const template = Template.of(
      (stack) =>
        new RetentionJob(stack, 'Retention', {
          ...notebookJobProps(),
          transcriptRetentionDays: 365,
          trigger: resolveSettings(prod).retentionTrigger,
        }),
    );
    expect(template.resource('databricks_job', 'retention')).toMatchObject({
      schedule: { quartz_cron_expression: '0 30 3 * * ?', timezone_id: 'UTC' },
      task: [{ notebook_task: { base_parameters: { catalog: 'lakehouse', days: '365' } } }],
    });
  });
});
