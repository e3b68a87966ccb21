import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Group } from '@cdktf/provider-databricks/lib/group';
import { Construct } from 'constructs';

import type { SqlWarehouse } from '../../../constructs/compute/sql-warehouse';
import {
  GovernanceJob,
  type GovernanceJobProps,
} from '../../../constructs/governance/governance-job';
import { GOVERNANCE_TASKS } from '../../../constructs/governance/governance-tasks';
import type { Principals } from '../../../constructs/governance/principals';
import type { WorkspaceCode } from '../../../constructs/ingestion/workspace-code';
import type { LakehouseCatalog } from '../../../constructs/storage/lakehouse-catalog';
import { Template } from '../../template';

const SQL = join(__dirname, '..', '..', '..', 'sql');

/** The code of this repository, or files that all have the same text. */
function codeOf(text?: string): WorkspaceCode {
  return Object.assign(new Construct(undefined as never, ''), {
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
  principals: {
    dataEngineers: 'engineers',
    reviewers: 'reviewers',
    piiReaders: 'pii readers',
    callReaders: 'account users',
    jobs: 'jobs',
  } as Principals,
  taskRetries: 2,
  taskRetryIntervalSeconds: 30,
  taskTimeoutMinutes: 60,
  slowRunMinutes: 45,
  failureEmails: [],
  failureWebhooks: [],
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
      description: 'Masks, row predicate, secured views and constraints, made and made again',
      run_as: { service_principal_name: 'jobs' },
      depends_on: [],
      schedule: {
        pause_status: 'UNPAUSED',
        quartz_cron_expression: '0 0 3 * * ?',
        timezone_id: 'UTC',
      },
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

  it('makes functions, then what calls them, then who may read that', () => {
    const { tasks } = synthesise();
    expect(tasks.map((task) => task.task_key)).toEqual(tasks.map((task) => task.task_key).sort());
    expect(orderOf(tasks)).toEqual({
      create_group_functions: [],
      create_mask_functions: ['create_group_functions'],
      create_call_access: ['create_group_functions'],
      conversation_details: ['create_call_access', 'create_mask_functions'],
      conversation_signal_details: ['create_call_access', 'create_mask_functions'],
      signal_lineage: [],
      grant_call_readers: ['conversation_details', 'conversation_signal_details'],
      set_masks: ['create_mask_functions'],
      set_row_filters: ['create_group_functions'],
    });
  });

  it('gives a task its file on the warehouse, what the file asks for, retries and timeout', () => {
    const { tasks } = synthesise();
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
      depends_on: [],
      timeout_seconds: 3600,
      max_retries: 2,
      min_retry_interval_millis: 30000,
      retry_on_timeout: false,
    });
  });

  it('runs every file of sql/governance', () => {
    const files = readdirSync(join(SQL, 'governance')).map((name) => `governance/${name}`);
    const run = GOVERNANCE_TASKS.map((task) => task.file);
    expect(run).toEqual(expect.arrayContaining(files));
  });

  it('leaves out masks and row filters of tables where they are turned off', () => {
    const { tasks } = synthesise({ tableMasks: false });
    expect(Object.keys(orderOf(tasks))).toEqual([
      'conversation_details',
      'conversation_signal_details',
      'create_call_access',
      'create_group_functions',
      'create_mask_functions',
      'grant_call_readers',
      'signal_lineage',
    ]);
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
        'parameters of sql/governance/create_group_functions.sql must be of call_readers_group, ' +
          'catalog, data_engineers_group, jobs_principal, pii_readers_group, reviewers_group, ' +
          'got: admins',
      ),
    );
  });
});
