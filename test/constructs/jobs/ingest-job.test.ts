import { Group } from '@cdktf/provider-databricks/lib/group';
import { Construct } from 'constructs';

import type { WorkspaceCode } from '../../../constructs/code/workspace-code';
import { IngestJob, type IngestJobProps } from '../../../constructs/jobs/ingest-job';
import type { DataVolume } from '../../../constructs/storage/data-volume';
import type { LakehouseCatalog } from '../../../constructs/storage/lakehouse-catalog';
import { prod } from '../../../environments/prod';
import { resolveSettings } from '../../../environments/settings';
import { Template } from '../../template';
import { TASK_PROPS } from '../task-props';
import { clusterCompute } from './notebook-job-props';

const code = Object.assign(new Construct(undefined as never, ''), {
  notebookPath: (name: string) => `/code/notebooks/${name}`,
}) as unknown as WorkspaceCode;
const props: IngestJobProps = {
  catalog: { name: 'lakehouse' } as LakehouseCatalog,
  landing: { path: '/Volumes/lakehouse/bronze/landing' } as DataVolume,
  checkpoints: { path: '/Volumes/lakehouse/ops/checkpoints' } as DataVolume,
  code,
  after: [],
  compute: clusterCompute(),
  runAs: 'jobs',
  trigger: { kind: 'manual' },
  fileDiscovery: 'listing',
  ...TASK_PROPS,
  permissions: [{ groupName: 'engineers', permissionLevel: 'CAN_MANAGE_RUN' }],
  tags: { project: 'lakehouse' },
};
type Task = {
  task_key: string;
  depends_on?: { task_key: string }[];
  run_if?: string;
  notebook_task: { base_parameters: Record<string, string> };
};

function synthesise(change: Partial<IngestJobProps> = {}) {
  const template = Template.of((stack) => new IngestJob(stack, 'Ingest', { ...props, ...change }));
  const { task, ...job } = template.resource('databricks_job', 'ingest');
  return { template, job, tasks: task as Task[] };
}

describe('IngestJob', () => {
  it('runs once at a time, as the service principal, and is reported when slow', () => {
    const { job, template } = synthesise();
    expect(job).toEqual({
      name: 'ingest',
      description: 'Ingests landed calls, deals and reps into bronze, silver and gold',
      run_as: { service_principal_name: 'jobs' },
      depends_on: [],
      max_concurrent_runs: 1,
      queue: { enabled: true },
      health: {
        rules: [{ metric: 'RUN_DURATION_SECONDS', op: 'GREATER_THAN', value: 2700 }],
      },
      job_cluster: [
        {
          job_cluster_key: 'ingest',
          new_cluster: {
            policy_id: 'p1',
            spark_version: '17.3.x-scala2.13',
            node_type_id: 'm6gd.large',
            num_workers: 1,
            data_security_mode: 'SINGLE_USER',
            custom_tags: {},
          },
        },
      ],
      tags: { project: 'lakehouse' },
    });
    expect(template.resource('databricks_permissions', 'ingest_job')).toEqual({
      job_id: '${databricks_job.ingest.id}',
      access_control: [{ group_name: 'engineers', permission_level: 'CAN_MANAGE_RUN' }],
    });
  });

  it('orders its tasks from landing to gold, sorted by key as the provider reads them', () => {
    const { tasks } = synthesise();
    expect(tasks.map((t) => [t.task_key, (t.depends_on ?? []).map((d) => d.task_key)])).toEqual([
      ['follow_silver', ['ingest_conversations', 'ingest_entities']],
      ['ingest_conversations', []],
      ['ingest_entities', []],
      ['record_run', ['follow_silver', 'ingest_conversations', 'ingest_entities']],
    ]);
  });

  it('follows silver also where the ingestion of a feed has failed', () => {
    const runIf = synthesise().tasks.map((task) => [task.task_key, task.run_if]);
    expect(Object.fromEntries(runIf)).toEqual({
      follow_silver: 'ALL_DONE',
      ingest_conversations: undefined,
      ingest_entities: undefined,
      record_run: 'ALL_DONE',
    });
  });

  it('gives a task its notebook, widgets, retries and timeout', () => {
    const tasks = synthesise().tasks;
    expect(tasks.find((task) => task.task_key === 'ingest_entities')).toEqual({
      task_key: 'ingest_entities',
      job_cluster_key: 'ingest',
      notebook_task: {
        notebook_path: '/code/notebooks/ingest_feeds',
        base_parameters: {
          catalog: 'lakehouse',
          landing: '/Volumes/lakehouse/bronze/landing',
          checkpoints: '/Volumes/lakehouse/ops/checkpoints',
          trigger: 'availableNow',
          discovery: 'listing',
          feeds: 'reps,deals',
          job_run_id: '{{job.run_id}}',
          job_name: '{{job.name}}',
          attempt: '{{task.execution_count}}',
          recorded_by: 'record_run',
        },
      },
      depends_on: [],
      timeout_seconds: 3600,
      max_retries: 2,
      min_retry_interval_millis: 30000,
      retry_on_timeout: false,
    });
  });

  it('records every outcome, and has no retry after it reports a failure', () => {
    const record = synthesise().tasks.find((task) => task.task_key === 'record_run');
    expect(record).toMatchObject({
      run_if: 'ALL_DONE',
      max_retries: 0,
      notebook_task: {
        notebook_path: '/code/notebooks/record_run',
        base_parameters: {
          catalog: 'lakehouse',
          job_run_id: '{{job.run_id}}',
          job_name: '{{job.name}}',
          stages: expect.stringContaining(
            '["ingest_deals","ingest_entities","{{tasks.ingest_entities.result_state}}","{{tasks.ingest_entities.execution_count}}"]',
          ),
        },
      },
    });
  });

  it('is made after what its runs need', () => {
    const template = Template.of((stack) => {
      const group = new Group(stack, 'Engineers', { displayName: 'engineers' });
      new IngestJob(stack, 'Ingest', { ...props, after: [group] });
    });
    expect(template.resource('databricks_job', 'ingest').depends_on).toEqual([
      'databricks_group.Engineers',
    ]);
  });

  it('starts when files arrive', () => {
    const { job } = synthesise({ trigger: { kind: 'fileArrival', minSecondsBetweenRuns: 300 } });
    expect(job.trigger).toEqual({
      pause_status: 'UNPAUSED',
      file_arrival: {
        url: '/Volumes/lakehouse/bronze/landing/',
        min_time_between_triggers_seconds: 300,
      },
    });
  });

  it('starts on a schedule', () => {
    const { job } = synthesise({
      trigger: { kind: 'schedule', quartzCron: '0 0 * * * ?', timezone: 'UTC' },
    });
    expect(job.schedule).toEqual({
      pause_status: 'UNPAUSED',
      quartz_cron_expression: '0 0 * * * ?',
      timezone_id: 'UTC',
    });
  });

  it('runs continuously without order and retries, as Databricks requires, and each stage records itself', () => {
    const { job, tasks } = synthesise({
      trigger: { kind: 'continuous', secondsBetweenBatches: 10 },
    });
    expect(job.continuous).toEqual({ pause_status: 'UNPAUSED' });
    expect(job).not.toHaveProperty('queue');
    expect(job).not.toHaveProperty('health');
    for (const task of tasks) {
      expect(Object.keys(task).sort()).toEqual(['job_cluster_key', 'notebook_task', 'task_key']);
      expect(task).toHaveProperty('notebook_task.base_parameters.recorded_by', '');
    }
    expect(tasks.map((task) => task.task_key)).not.toContain('record_run');
  });

  it.each([
    [undefined, '10 seconds'],
    [60, '60 seconds'],
  ])('has the streams of a job that always runs look again (every %p s)', (seconds, trigger) => {
    const { ingestTrigger } = resolveSettings({
      ...prod,
      ingestTrigger: { kind: 'continuous', secondsBetweenBatches: seconds },
    });
    const { tasks } = synthesise({ trigger: ingestTrigger });
    const triggers = tasks.map((task) => task.notebook_task.base_parameters.trigger);
    expect(new Set(triggers)).toEqual(new Set([trigger]));
  });

  it('tells the streams that read the landing volume how to find files', () => {
    const { tasks } = synthesise({ fileDiscovery: 'fileEvents' });
    const told = tasks.filter((task) => 'discovery' in task.notebook_task.base_parameters);
    expect(told.map((task) => task.task_key)).toEqual(['ingest_conversations', 'ingest_entities']);
    for (const task of told) {
      expect(task.notebook_task.base_parameters.discovery).toBe('fileEvents');
    }
  });

  it('tells by e-mail and webhook of failed and slow runs', () => {
    const { job } = synthesise({
      failureEmails: ['ops@example.com'],
      failureWebhooks: ['00000000-0000-4000-8000-000000000001'],
    });
    expect(job.email_notifications).toEqual({
      on_failure: ['ops@example.com'],
      on_duration_warning_threshold_exceeded: ['ops@example.com'],
    });
    const webhooks = [{ id: '00000000-0000-4000-8000-000000000001' }];
    expect(job.webhook_notifications).toEqual({
      on_failure: webhooks,
      on_duration_warning_threshold_exceeded: webhooks,
    });
  });
});
