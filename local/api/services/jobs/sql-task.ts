/** SQL tasks: a file of the workspace, or an alert with its saved query. */
import { writeFile } from 'node:fs/promises';

import type { StatementRows } from '../../core/cluster/cluster';
import { type JsonObject, objectIn, objectsIn, shown } from '../../core/json';
import type { Workspace } from '../../core/workspace';
import { Alerts } from '../alerts/alerts';
import type { Alert } from '../alerts/notification';
import { Warehouses } from '../sql/warehouses';
import type { SqlTask } from './job-settings';
import type { Run, TaskRun } from './model';
import type { RunStore } from './run-store';
import { parametersOf, principalOf, sourceOf, TaskConfigurationError } from './task-settings';

/** A saved query, as the state has it. */
type SavedQuery = JsonObject & {
  readonly id: string;
  readonly query_text: string;
  readonly catalog?: string;
  readonly schema?: string;
};

/** One attempt of a task, and where its run is stored. */
interface Attempt {
  readonly ws: Workspace;
  readonly store: RunStore;
  readonly run: Run;
  readonly task: TaskRun;
  readonly warehouse: string;
}

/** Runs the SQL of a task to its end; sets its output on it. */
export async function runSqlTask(
  ws: Workspace,
  store: RunStore,
  run: Run,
  task: TaskRun,
  { file, alert, parameters, warehouse_id: warehouse }: SqlTask,
): Promise<void> {
  const attempt = { ws, store, run, task, warehouse };
  if (file) return runFile(attempt, file, parameters);
  if (alert) return runAlert(attempt, alert);
  throw new TaskConfigurationError(
    'Of SQL tasks the local workspace runs files and alerts, and neither is given',
  );
}

async function runFile(
  attempt: Attempt,
  file: NonNullable<SqlTask['file']>,
  own: JsonObject | undefined,
): Promise<void> {
  if (file.source === 'GIT') {
    throw new TaskConfigurationError(
      `The SQL file ${file.path} must be in the workspace, got source: GIT`,
    );
  }
  const { ws, run, task } = attempt;
  const result = await runSql(attempt, sourceOf(ws, run, 'FILE', file.path), own);
  const columns = result.columns.map((column) => column.name);
  task.sql_output = { columns, rows: result.rows.slice(0, 1000), truncated: result.truncated };
}

/** Runs the query of an alert, and has the alert judged by its result. */
async function runAlert(
  attempt: Attempt,
  { alert_id: id, subscriptions = [], pause_subscriptions: paused }: NonNullable<SqlTask['alert']>,
): Promise<void> {
  const { ws, store, run, task } = attempt;
  const alert = ws.state.collection<Alert>('alerts').get(id);
  const query = alert && ws.state.collection<SavedQuery>('queries').get(alert.query_id);
  if (!alert || !query) {
    const missing = alert ? `Query ${alert.query_id}, of alert ${id},` : `Alert ${id}`;
    throw new TaskConfigurationError(`${missing} does not exist.`);
  }
  const source = store.queryPath(run.run_id, task);
  await writeFile(source, query.query_text);
  try {
    const result = await runSql(attempt, source, queryParameters(query), query);
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
function queryParameters(query: SavedQuery): JsonObject {
  const values = objectsIn(query, 'parameters').map((parameter) => {
    const name = shown(parameter.name);
    const value =
      objectIn(parameter, 'text_value').value ?? objectIn(parameter, 'numeric_value').value;
    if (value === undefined) {
      throw new TaskConfigurationError(
        `Parameter ${name} of query ${query.id} must have a text_value or numeric_value`,
      );
    }
    return [name, value] as const;
  });
  return Object.fromEntries(values);
}

async function runSql(
  { ws, store, run, task, warehouse }: Attempt,
  source: string,
  parameters: JsonObject | undefined,
  { catalog = ws.catalogNames.own, schema }: Pick<Partial<SavedQuery>, 'catalog' | 'schema'> = {},
): Promise<StatementRows> {
  const principal = principalOf(ws, run);
  ws.get(Warehouses).start(warehouse);
  task.parameters = parametersOf(run, task, parameters, 'sql_params');
  return ws.cluster.call('run_sql_file', {
    task_run_id: String(task.run_id),
    source_path: source,
    parameters: task.parameters,
    principal,
    catalog: ws.catalogNames.canonical(catalog),
    ...(schema === undefined ? {} : { schema }),
    log_path: store.logPath(run.run_id, task),
  });
}
