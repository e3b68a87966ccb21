import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Group } from '@cdktf/provider-databricks/lib/group';
import { Construct } from 'constructs';

import type { WorkspaceCode } from '../../../constructs/code/workspace-code';
import type { SqlWarehouse } from '../../../constructs/compute/sql-warehouse';
import type { Principals } from '../../../constructs/governance/principals';
import { GovernanceJob, type GovernanceJobProps } from '../../../constructs/jobs/governance-job';
import type { LakehouseCatalog } from '../../../constructs/storage/lakehouse-catalog';
import { prod } from '../../../environments/prod';
import { resolveSettings } from '../../../environments/settings';
import { GOVERNANCE_TASKS } from '../../../rules/governance-tasks';
import { Template } from '../../template';
import { TASK_PROPS } from '../task-props';
import { clusterCompute } from './notebook-job-props';

const SQL = join(__dirname, '..', '..', '..', 'sql');

/** The code of this repository, or files that all have the same text. */
function codeOf(text?: string): WorkspaceCode {
  return Object.assign(new Construct(undefined as never, ''), {
    notebookPath: (name: string) => `/code/notebooks/${name}`,
    sqlFile: (file: string) => ({
      path: `/code/sql/${file}`,
      text: text ?? readFileSync(join(SQL, file), 'utf8'),
    }),
  }) as unknown as WorkspaceCode;
}

const props: GovernanceJobProps = {
  catalog: { name: 'lakehouse' } as LakehouseCatalog,
  code: codeOf(),
  after: [],
  warehouse: { id: 'w1' } as SqlWarehouse,
  compute: clusterCompute(),
  principals: {
    dataEngineers: 'engineers',
    reviewers: 'reviewers',
    piiReaders: 'pii readers',
    callReaders: 'account users',
    jobs: 'jobs',
  } as Principals,
  trigger: resolveSettings(prod).governanceTrigger,
  personalDataProtection: 'views',
  ...TASK_PROPS,
  permissions: [{ groupName: 'engineers', permissionLevel: 'CAN_VIEW' }],
  tags: { project: 'lakehouse' },
};
type Task = {
  task_key: string;
  sql_task: { file: { path: string }; parameters: Record<string, string> };
  depends_on: { task_key: string }[];
};

function synthesise(change: Partial<GovernanceJobProps> = {}) {
  const template = Template.of(
    (stack) => new GovernanceJob(stack, 'Governance', { ...props, ...change }),
  );
  const { task, ...job } = template.resource('databricks_job', 'governance');
  return { template, job, tasks: task as Task[] };
}

function orderOf(tasks: Task[]): Record<string, string[]> {
  return Object.fromEntries(
    tasks.map((task) => [task.task_key, task.depends_on.map((other) => other.task_key)]),
  );
}

describe('GovernanceJob', () => {
  it('runs every day, once at a time, as the service principal', () => {
    const { job, template } = synthesise();
    expect(job).toEqual({
      name: 'governance',
      description: 'Asserts masks, row predicate, secured views, policies and constraints',
      run_as: { service_principal_name: 'jobs' },
      depends_on: [],
      schedule: {
        pause_status: 'UNPAUSED',
        quartz_cron_expression: '0 0 3 * * ?',
        timezone_id: 'UTC',
      },
      job_cluster: [
        {
          job_cluster_key: 'governance',
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
      max_concurrent_runs: 1,
      queue: { enabled: true },
      health: { rules: [{ metric: 'RUN_DURATION_SECONDS', op: 'GREATER_THAN', value: 2700 }] },
      tags: { project: 'lakehouse' },
    });
    expect(template.resource('databricks_permissions', 'governance_job')).toEqual({
      job_id: '${databricks_job.governance.id}',
      access_control: [{ group_name: 'engineers', permission_level: 'CAN_VIEW' }],
    });
  });

  it('looks first, makes functions, what calls them and who may read it, and reports last', () => {
    const { tasks } = synthesise();
    expect(tasks.map((task) => task.task_key)).toEqual(tasks.map((task) => task.task_key).sort());
    expect(orderOf(tasks)).toEqual({
      inspect: [],
      create_group_functions: ['inspect'],
      create_mask_functions: ['create_group_functions'],
      create_call_access: ['create_group_functions'],
      conversation_details: ['create_call_access', 'create_mask_functions'],
      conversation_signal_details: ['create_call_access', 'create_mask_functions'],
      signal_lineage: ['inspect'],
      column_lineage: ['inspect'],
      grant_call_readers: ['conversation_details', 'conversation_signal_details'],
      report: ['column_lineage', 'grant_call_readers', 'signal_lineage'],
    });
  });

  it('gives a task its notebook on the cluster, or its file on the warehouse', () => {
    const { tasks } = synthesise();
    const limits = {
      timeout_seconds: 3600,
      max_retries: 2,
      min_retry_interval_millis: 30000,
      retry_on_timeout: false,
    };
    expect(tasks.find((task) => task.task_key === 'report')).toEqual({
      task_key: 'report',
      job_cluster_key: 'governance',
      notebook_task: {
        notebook_path: '/code/notebooks/assert_governance',
        base_parameters: {
          catalog: 'lakehouse',
          data_engineers_group: 'engineers',
          inspected_by: 'inspect',
          jobs_principal: 'jobs',
          personal_data_protection: 'views',
          pii_readers_group: 'pii readers',
        },
      },
      depends_on: ['column_lineage', 'grant_call_readers', 'signal_lineage'].map((task_key) => ({
        task_key,
      })),
      ...limits,
    });
    expect(tasks.find((task) => task.task_key === 'create_group_functions')).toEqual({
      task_key: 'create_group_functions',
      sql_task: {
        warehouse_id: 'w1',
        file: { path: '/code/sql/governance/create_group_functions.sql', source: 'WORKSPACE' },
        parameters: {
          catalog: 'lakehouse',
          data_engineers_group: 'engineers',
          jobs_principal: 'jobs',
          pii_readers_group: 'pii readers',
          reviewers_group: 'reviewers',
        },
      },
      depends_on: [{ task_key: 'inspect' }],
      ...limits,
    });
  });

  it('runs every SQL file that is a whole task: those that choose their catalog', () => {
    const files = readdirSync(SQL, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.sql'))
      .filter((file) => /^use catalog /m.test(readFileSync(join(SQL, file), 'utf8')));
    const run = GOVERNANCE_TASKS.flatMap((task) => ('file' in task ? [task.file] : []));
    expect(run.sort()).toEqual(files.sort());
  });

  it('passes how personal data is protected to the last task alone', () => {
    const { tasks } = synthesise({ personalDataProtection: 'policies' });
    const modes = tasks.map((task) => {
      const { notebook_task: notebook } = task as Task & {
        notebook_task?: { base_parameters: Record<string, string> };
      };
      return [task.task_key, notebook?.base_parameters.personal_data_protection] as const;
    });
    expect(modes.filter(([, mode]) => mode !== undefined)).toEqual([['report', 'policies']]);
  });

  it('waits for a call where it is not scheduled', () => {
    expect(synthesise({ trigger: { kind: 'manual' } }).job).not.toHaveProperty('schedule');
  });

  it('is made after what its runs need', () => {
    const template = Template.of((stack) => {
      const group = new Group(stack, 'Engineers', { displayName: 'engineers' });
      new GovernanceJob(stack, 'Governance', { ...props, after: [group] });
    });
    expect(template.resource('databricks_job', 'governance').depends_on).toEqual([
      'databricks_group.Engineers',
    ]);
  });

  it('refuses a file that asks for what it does not have', () => {
    expect(() => synthesise({ code: codeOf('select :admins') })).toThrow(
      new Error(
        'parameters of sql/governance/create_group_functions.sql: not one of analysts_group, call_readers_group, ' +
          'catalog, data_engineers_group, jobs_principal, pii_readers_group, reviewers_group, ' +
          'got admins',
      ),
    );
  });
});
