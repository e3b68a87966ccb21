import { MaintenanceJob, type MaintenanceJobProps } from '../../../constructs/jobs/maintenance-job';
import { prod } from '../../../environments/prod';
import { resolveSettings } from '../../../environments/settings';
import { Template } from '../../template';
import { notebookJobProps } from './notebook-job-props';

const settings = resolveSettings(prod);
const props: MaintenanceJobProps = {
  ...notebookJobProps(),
  layout: 'zorder',
  trigger: settings.maintenanceTrigger,
  maintenance: settings.maintenance,
  tableStatistics: settings.tableStatistics,
  predictiveOptimization: settings.predictiveOptimization,
};

interface Synthesised {
  readonly task: readonly {
    readonly notebook_task: { readonly base_parameters: Readonly<Record<string, string>> };
  }[];
}

function policyOf(template: Template): unknown {
  const job = template.resource('databricks_job', 'maintenance') as unknown as Synthesised;
  return JSON.parse(`${job.task[0]?.notebook_task.base_parameters.policy}`);
}

describe('MaintenanceJob', () => {
  it('checks all tables every day, one run at a time, with a queue', () => {
    const template = Template.of((stack) => new MaintenanceJob(stack, 'Maintenance', props));
    const job = template.resource('databricks_job', 'maintenance');
    expect(job).toMatchObject({
      name: 'maintenance',
      parameter: [{ name: 'tables', default: '' }],
      run_as: { service_principal_name: 'jobs' },
      schedule: { quartz_cron_expression: '0 30 4 * * ?', timezone_id: 'UTC' },
      max_concurrent_runs: 1,
      queue: { enabled: true },
      task: [
        {
          task_key: 'maintain',
          max_retries: 2,
          notebook_task: {
            notebook_path: '/code/notebooks/maintain',
            base_parameters: { catalog: 'lakehouse', job_run_id: '{{job.run_id}}' },
          },
        },
      ],
    });
    expect(policyOf(template)).toEqual({
      layout: 'zorder',
      target_file_bytes: 1024 ** 3,
      small_file_share: 0.2,
      small_file_count: 10,
      cluster_every_days: 7,
      vacuum_every_days: 7,
      statistics: true,
      predictive_optimization: false,
    });
    expect(template.resource('databricks_permissions', 'maintenance_job')).toEqual({
      job_id: '${databricks_job.maintenance.id}',
      access_control: [{ group_name: 'engineers', permission_level: 'CAN_MANAGE_RUN' }],
    });
  });

  it('goes by the settings of the environment', () => {
    const template = Template.of(
      (stack) =>
        new MaintenanceJob(stack, 'Maintenance', {
          ...props,
          layout: 'liquid',
          trigger: { kind: 'manual' },
          maintenance: { ...settings.maintenance, targetFileMegabytes: 16, clusterEveryDays: 1 },
          tableStatistics: false,
          predictiveOptimization: true,
        }),
    );
    expect(template.resource('databricks_job', 'maintenance')).not.toHaveProperty('schedule');
    expect(policyOf(template)).toMatchObject({
      layout: 'liquid',
      target_file_bytes: 16 * 1024 ** 2,
      small_file_count: 10,
      cluster_every_days: 1,
      statistics: false,
      predictive_optimization: true,
    });
  });
});
