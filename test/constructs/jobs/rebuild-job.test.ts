import { RebuildJob } from '../../../constructs/jobs/rebuild-job';
import { Template } from '../../template';
import { notebookJobProps } from './notebook-job-props';

describe('RebuildJob', () => {
  it('only compares without `replace`, has no retries and no schedule', () => {
    const template = Template.of((stack) => new RebuildJob(stack, 'Rebuild', notebookJobProps()));
    const job = template.resource('databricks_job', 'rebuild');
    expect(job).toMatchObject({
      name: 'rebuild',
      parameter: [{ name: 'replace', default: 'false' }],
      run_as: { service_principal_name: 'jobs' },
      max_concurrent_runs: 1,
      task: [
        {
          task_key: 'rebuild_silver',
          max_retries: 0,
          notebook_task: {
            notebook_path: '/code/notebooks/rebuild_silver',
            base_parameters: {
              catalog: 'lakehouse',
              checkpoints: '/Volumes/lakehouse/ops/checkpoints',
            },
          },
        },
      ],
    });
    expect(job).not.toHaveProperty('schedule');
    expect(template.resource('databricks_permissions', 'rebuild_job')).toEqual({
      job_id: '${databricks_job.rebuild.id}',
      access_control: [{ group_name: 'engineers', permission_level: 'CAN_MANAGE_RUN' }],
    });
  });
});
