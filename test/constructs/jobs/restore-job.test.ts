import { RestoreJob } from '../../../constructs/jobs/restore-job';
import { Template } from '../../template';
import { notebookJobProps } from './notebook-job-props';

describe('RestoreJob', () => {
  it('only compares without `apply`, has no retries and no schedule', () => {
    const template = Template.of((stack) => new RestoreJob(stack, 'Restore', notebookJobProps()));
    const job = template.resource('databricks_job', 'restore');
    expect(job).toMatchObject({
      name: 'restore',
      parameter: [
        { name: 'tables', default: '' },
        { name: 'version', default: '' },
        { name: 'timestamp', default: '' },
        { name: 'take_in', default: 'false' },
        { name: 'apply', default: 'false' },
      ],
      run_as: { service_principal_name: 'jobs' },
      max_concurrent_runs: 1,
      task: [
        {
          task_key: 'restore_table',
          max_retries: 0,
          notebook_task: {
            notebook_path: '/code/notebooks/restore_table',
            base_parameters: {
              catalog: 'lakehouse',
              checkpoints: '/Volumes/lakehouse/ops/checkpoints',
            },
          },
        },
      ],
    });
    expect(job).not.toHaveProperty('schedule');
    expect(template.resource('databricks_permissions', 'restore_job')).toEqual({
      job_id: '${databricks_job.restore.id}',
      access_control: [{ group_name: 'engineers', permission_level: 'CAN_MANAGE_RUN' }],
    });
  });
});
