/** SQL tasks: a file of the workspace, or an alert with its saved query. */
import { writeFile } from 'node:fs/promises';

import { CATALOG } from '../../core/cluster/catalog';
import type { StatementRows } from '../../core/cluster/cluster';
import type { Entity } from '../../core/state';
import type { Workspace } from '../../core/workspace';
import { Alerts } from '../alerts/alerts';
import type { Alert } from '../alerts/notification';
import { Warehouses } from '../sql/warehouses';
import type { Run, TaskRun } from './model';
import type { RunStore } from './run-store';
import { parametersOf, principalOf, sourceOf, TaskConfigurationError } from './task-settings';

/** Runs the SQL of a task to its end; sets its output on it. */
export async function runSqlTask(
  ws: Workspace,
  store: RunStore,
  run: Run,
  task: TaskRun,
): Promise<void> {
  const { file, alert } = task.settings.sql_task;
  if (file) return runFile(ws, store, run, task);
  if (alert) return runAlert(ws, store, run, task);
  throw new TaskConfigurationError(
    'Of SQL tasks the local workspace runs files and alerts, and neither is given',
  );
}

async function runFile(ws: Workspace, store: RunStore, run: Run, task: TaskRun): Promise<void> {
  const { file, parameters: own } = task.settings.sql_task;
  if (file.source === 'GIT') {
    throw new TaskConfigurationError(
      `The SQL file ${file.path} must be in the workspace, got source: GIT`,
    );
  }
  const source = sourceOf(ws, run, 'FILE', file.path);
  const result = await runSql(ws, store, run, task, source, own);
  const columns = result.columns.map((column) => column.name);
  task.sql_output = { columns, rows: result.rows.slice(0, 1000), truncated: result.truncated };
}

/** Runs the query of an alert, and has the alert judged by its result. */
async function runAlert(ws: Workspace, store: RunStore, run: Run, task: TaskRun): Promise<void> {
  const {
    alert_id: id,
    subscriptions = [],
    pause_subscriptions: paused,
  } = task.settings.sql_task.alert;
  const alert = ws.state.collection<Alert>('alerts').get(String(id));
  const query = alert && ws.state.collection('queries').get(alert.query_id);
  if (!alert || !query) {
    const missing = alert ? `Query ${alert.query_id}, of alert ${id},` : `Alert ${id}`;
    throw new TaskConfigurationError(`${missing} does not exist.`);
  }
  const source = store.queryPath(run.run_id, task);
  await writeFile(source, query.query_text);
  try {
    const result = await runSql(ws, store, run, task, source, queryParameters(query), query);
    const columns = result.columns.map((column) => column.name);
    const alert_state = await ws
      .get(Alerts)
      .judge(alert, { columns, rows: result.rows }, { subscriptions, paused: paused === true });
    task.alert_output = { alert_state, query_text: query.query_text };
  } catch (error) {
    ws.get(Alerts).failed(alert);
    throw error;
  }
}

/** The values of a saved query's parameters, as text. */
function queryParameters(query: Entity): Entity {
  return Object.fromEntries(
    (query.parameters ?? []).map(({ name, text_value: text, numeric_value: number }: Entity) => {
      const value = text?.value ?? number?.value;
      if (value === undefined) {
        throw new TaskConfigurationError(
          `Parameter ${name} of query ${query.id} must have a text_value or numeric_value`,
        );
      }
      return [name, value];
    }),
  );
}

async function runSql(
  ws: Workspace,
  store: RunStore,
  run: Run,
  task: TaskRun,
  source: string,
  parameters: Entity | undefined,
  { catalog = CATALOG, schema }: Entity = {},
): Promise<StatementRows> {
  const principal = principalOf(ws, run);
  ws.get(Warehouses).start(task.settings.sql_task.warehouse_id);
  task.parameters = parametersOf(run, task, parameters, 'sql_params');
  return ws.cluster.call('run_sql_file', {
    task_run_id: String(task.run_id),
    source_path: source,
    parameters: task.parameters,
    principal,
    catalog,
    ...(schema === undefined ? {} : { schema }),
    log_path: store.logPath(run.run_id, task),
  });
}
