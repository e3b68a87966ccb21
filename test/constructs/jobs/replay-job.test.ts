import { ReplayJob } from '../../../constructs/jobs/replay-job';
import { Template } from '../../template';
import { notebookJobProps } from './notebook-job-props';

const props = {
  ...notebookJobProps(),
  failureEmails: ['a@example.com'],
  tags: { project: 'lakehouse' },
};

describe('ReplayJob', () => {
  const template = Template.of((stack) => new ReplayJob(stack, 'Replay', props));
  const job = template.resource('databricks_job', 'replay');

  it('runs one at a time, as the service principal, on request', () => {
    expect(job).toMatchObject({
      name: 'replay',
      run_as: { service_principal_name: 'jobs' },
      max_concurrent_runs: 1,
      queue: { enabled: true },
    });
    expect(Object.keys(job)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(schedule|trigger|continuous)$/)]),
    );
    expect(template.resource('databricks_permissions', 'replay_job')).toEqual({
      job_id: '${databricks_job.replay.id}',
      access_control: [{ group_name: 'engineers', permission_level: 'CAN_MANAGE_RUN' }],
    });
  });

  it('takes what to replay as job parameters, and everything by default', () => {
    expect(job.parameter).toEqual([
      { name: 'table', default: '' },
      { name: 'rule', default: '' },
      { name: 'since', default: '' },
      { name: 'dry_run', default: 'false' },
    ]);
  });

  it('has one task, which is tried again', () => {
    expect(job.task).toEqual([
      {
        task_key: 'replay_quarantine',
        job_cluster_key: 'replay',
        notebook_task: {
          notebook_path: '/code/notebooks/replay_quarantine',
          base_parameters: { catalog: 'lakehouse', job_run_id: '{{job.run_id}}' },
        },
        timeout_seconds: 3600,
        max_retries: 2,
        min_retry_interval_millis: 30000,
        retry_on_timeout: false,
      },
    ]);
  });
});
