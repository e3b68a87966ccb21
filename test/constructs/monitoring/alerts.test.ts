import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Construct } from 'constructs';

import type { WorkspaceCode } from '../../../constructs/code/workspace-code';
import type { SqlWarehouse } from '../../../constructs/compute/sql-warehouse';
import { MonitoringJob, type MonitoringJobProps } from '../../../constructs/jobs/monitoring-job';
import { ALERTS } from '../../../constructs/monitoring/alert-definitions';
import { Alerts, type AlertsProps } from '../../../constructs/monitoring/alerts';
import type { LakehouseCatalog } from '../../../constructs/storage/lakehouse-catalog';
import { prod } from '../../../environments/prod';
import { resolveSettings } from '../../../environments/settings';
import { Template } from '../../template';
import { TASK_PROPS } from '../task-props';

const SQL = join(__dirname, '..', '..', '..', 'sql');

/** The code of this repository, or files that all have the same text. */
function codeOf(text?: string): WorkspaceCode {
  return Object.assign(new Construct(undefined as never, ''), {
    path: '/code',
    sqlFile: (file: string) => ({ text: text ?? readFileSync(join(SQL, file), 'utf8') }),
  }) as unknown as WorkspaceCode;
}

const warehouse = { id: 'w1' } as SqlWarehouse;
const alertsProps: AlertsProps = {
  catalog: { name: 'lakehouse' } as LakehouseCatalog,
  code: codeOf('select :stale_hours as problem_count'),
  warehouse,
  permissions: [{ groupName: 'engineers', permissionLevel: 'CAN_RUN' }],
  staleAfterHours: 24,
  maxLagHours: 6,
  scoreDrop: { share: 0.25, windowMonths: 2, minCalls: 4 },
  definitions: [{ name: 'stale_feeds', file: 'monitoring/stale_feeds.sql', advice: 'Look.' }],
};
const jobProps: Omit<MonitoringJobProps, 'alerts'> = {
  after: [],
  warehouse,
  runAs: 'jobs',
  trigger: resolveSettings(prod).monitoringTrigger,
  ...TASK_PROPS,
  permissions: [{ groupName: 'engineers', permissionLevel: 'CAN_MANAGE_RUN' }],
  tags: { project: 'lakehouse' },
};

function alertsOf(change: Partial<AlertsProps> = {}) {
  return Template.of((stack) => new Alerts(stack, 'Alerts', { ...alertsProps, ...change }));
}

function jobOf(change: Partial<MonitoringJobProps> = {}) {
  return Template.of((stack) => {
    const alerts = new Alerts(stack, 'Alerts', alertsProps);
    new MonitoringJob(stack, 'Monitoring', { alerts, ...jobProps, ...change });
  });
}

describe('Alerts', () => {
  it('are made from a query each, in a folder whose permissions they share', () => {
    const template = alertsOf();
    expect(template.resource('databricks_directory', 'alerts')).toEqual({ path: '/code/alerts' });
    expect(template.resource('databricks_permissions', 'alerts')).toEqual({
      directory_id: '${databricks_directory.alerts.object_id}',
      access_control: [{ group_name: 'engineers', permission_level: 'CAN_RUN' }],
    });
    expect(template.resource('databricks_query', 'alert_stale_feeds')).toEqual({
      display_name: 'alert: stale feeds',
      query_text: 'select :stale_hours as problem_count',
      warehouse_id: 'w1',
      catalog: 'lakehouse',
      parent_path: '${databricks_directory.alerts.path}',
      run_as_mode: 'VIEWER',
      tags: ['alert'],
      parameter: [{ name: 'stale_hours', title: 'Hours', numeric_value: { value: 24 } }],
    });
    expect(template.resource('databricks_alert', 'stale_feeds')).toMatchObject({
      display_name: 'stale feeds',
      query_id: '${databricks_query.alert_stale_feeds.id}',
      parent_path: '${databricks_directory.alerts.path}',
      condition: {
        op: 'GREATER_THAN_OR_EQUAL',
        operand: { column: { name: 'problem_count' } },
        threshold: { value: { double_value: 1 } },
        empty_result_state: 'OK',
      },
      seconds_to_retrigger: 86400,
      notify_on_ok: true,
      custom_subject: '{{ALERT_STATUS}}: {{ALERT_NAME}}',
      custom_body: expect.stringMatching(/^Look\.\n\n/),
    });
  });

  it.each([
    ['NOT_EQUAL', 'fine', { string_value: 'fine' }],
    ['EQUAL', true, { bool_value: true }],
    ['LESS_THAN', 0.5, { double_value: 0.5 }],
  ] as const)('compare as their definition says: %s %s', (operator, threshold, value) => {
    const definition = { ...alertsProps.definitions![0]!, operator, threshold, column: 'state' };
    const template = alertsOf({ definitions: [{ ...definition, emptyResultState: 'UNKNOWN' }] });
    expect(template.resource('databricks_alert', 'stale_feeds').condition).toEqual({
      op: operator,
      operand: { column: { name: 'state' } },
      threshold: { value },
      empty_result_state: 'UNKNOWN',
    });
  });

  it.each([0, false, ''])(
    'refuse the threshold %j, which the provider does not send',
    (threshold) => {
      const definition = { ...alertsProps.definitions![0]!, threshold };
      expect(() => alertsOf({ definitions: [definition] })).toThrow(
        new Error(
          `\`threshold\` of alert stale_feeds: 0, false and empty are not available, got ${JSON.stringify(threshold)}`,
        ),
      );
    },
  );

  it('find drops of scores by their parameters', () => {
    const { parameter } = alertsOf({
      code: codeOf('select :drop_share, :min_calls, :window_months'),
    }).resource('databricks_query', 'alert_stale_feeds');
    expect(parameter).toEqual([
      { name: 'drop_share', title: 'Share', numeric_value: { value: 0.25 } },
      { name: 'min_calls', title: 'Calls', numeric_value: { value: 4 } },
      { name: 'window_months', title: 'Months', numeric_value: { value: 2 } },
    ]);
  });

  it('refuse a parameter without a value', () => {
    expect(() => alertsOf({ code: codeOf('select :catalog') })).toThrow(
      /^parameters of sql\/monitoring\/stale_feeds\.sql: not one of days, drop_share, lag_hours, min_calls, stale_hours.*, got catalog$/,
    );
  });

  it.each(ALERTS.map((alert) => [alert.name, alert] as const))(
    '%s has a query that has the column it compares',
    (_name, { file, column = 'problem_count' }) => {
      expect(readFileSync(join(SQL, file), 'utf8')).toMatch(new RegExp(`\\bas ${column}\\b`));
      expect(() => alertsOf({ code: codeOf(), definitions: ALERTS })).not.toThrow();
    },
  );
});

describe('MonitoringJob', () => {
  it('evaluates every alert each hour, as the service principal', () => {
    const template = jobOf();
    expect(template.resource('databricks_job', 'monitoring')).toMatchObject({
      name: 'monitoring',
      run_as: { service_principal_name: 'jobs' },
      schedule: { pause_status: 'UNPAUSED', quartz_cron_expression: '0 15 * * * ?' },
      max_concurrent_runs: 1,
      task: [
        {
          task_key: 'stale_feeds',
          sql_task: {
            warehouse_id: 'w1',
            alert: { alert_id: '${databricks_alert.stale_feeds.id}', subscriptions: [] },
          },
          max_retries: 2,
        },
      ],
    });
    expect(template.resources('databricks_notification_destination')).toEqual({});
    expect(template.resource('databricks_permissions', 'monitoring_job')).toEqual({
      job_id: '${databricks_job.monitoring.id}',
      access_control: [{ group_name: 'engineers', permission_level: 'CAN_MANAGE_RUN' }],
    });
  });

  it('notifies the recipients of failures, addresses through a separate destination', () => {
    const webhook = '00000000-0000-4000-8000-000000000001';
    const template = jobOf({ failureEmails: ['a@example.com'], failureWebhooks: [webhook] });
    expect(template.resource('databricks_notification_destination', 'alerts')).toEqual({
      display_name: 'lakehouse alerts',
      config: { email: { addresses: ['a@example.com'] } },
    });
    const { task } = template.resource('databricks_job', 'monitoring') as {
      task: { sql_task: { alert: { subscriptions: unknown } } }[];
    };
    expect(task[0]?.sql_task.alert.subscriptions).toEqual([
      { destination_id: '${databricks_notification_destination.alerts.id}' },
      { destination_id: webhook },
    ]);
  });

  it('runs by hand where the trigger says so', () => {
    const job = jobOf({ trigger: { kind: 'manual' } }).resource('databricks_job', 'monitoring');
    expect(job).not.toHaveProperty('schedule');
  });
});
