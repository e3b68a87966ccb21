/**
 * Dashboard tasks: the queries of a published dashboard run, and its subscribers get a snapshot. The local workspace
 * sends no mail, and writes the notification to its log.
 *
 * Source: REST reference, Jobs, `dashboard_task`.
 */
import { appendFile } from 'node:fs/promises';

import { isObject, type JsonObject, objectsIn, textIn, textsIn } from '../../core/json';
import type { Workspace } from '../../core/workspace';
import type { Dashboard } from '../dashboards/dashboards';
import { Statements } from '../sql/statements';
import { Warehouses } from '../sql/warehouses';
import type { DashboardTask } from './job-settings';
import type { Run, TaskRun } from './model';
import { TaskConfigurationError } from './task-settings';

/** The queries of a dashboard by the names of its datasets. */
function queriesOf(dashboard: Dashboard): Array<readonly [name: string, text: string]> {
  const content: unknown = JSON.parse(dashboard.serialized_dashboard ?? '{}');
  return objectsIn(isObject(content) ? content : {}, 'datasets').map((dataset) => [
    textIn(dataset, 'displayName') ?? textIn(dataset, 'name') ?? '',
    textIn(dataset, 'query') ?? textsIn(dataset, 'queryLines').join(''),
  ]);
}

export async function runDashboardTask(
  ws: Workspace,
  run: Run,
  task: TaskRun,
  { dashboard_id: id, warehouse_id: given, subscription = {} }: DashboardTask,
): Promise<void> {
  const dashboard = ws.state.collection<Dashboard>('dashboards').get(id);
  const published = ws.state.collection<{ warehouse_id?: string }>('published_dashboards').get(id);
  if (dashboard?.lifecycle_state !== 'ACTIVE' || !published) {
    throw new TaskConfigurationError(`Dashboard ${id} does not exist, or is not published.`);
  }
  const principal = ws.principals.byName(run.run_as);
  const warehouseId = given ?? published.warehouse_id;
  if (!principal || warehouseId === undefined) {
    throw new TaskConfigurationError(`Dashboard ${id} must have a warehouse, got none.`);
  }
  ws.get(Warehouses).start(warehouseId);
  for (const [name, text] of queriesOf(dashboard)) {
    const statement = ws.get(Statements).submit({ statement: text, principal, warehouseId });
    await statement.finished;
    if (statement.error) throw new Error(`Dataset ${name}: ${statement.error.message}`);
  }
  const subscribers = objectsIn(subscription, 'subscribers');
  if (subscription.paused === true || subscribers.length === 0) return;
  await appendFile(ws.home.notifications, `${snapshotLine(dashboard, task, subscription)}\n`);
}

function snapshotLine(dashboard: Dashboard, task: TaskRun, subscription: JsonObject): string {
  const { dashboard_id, display_name: name } = dashboard;
  return JSON.stringify({
    time: new Date().toISOString(),
    dashboard_id,
    dashboard: name,
    task_run_id: task.run_id,
    subject: textIn(subscription, 'custom_subject') ?? name,
    to: objectsIn(subscription, 'subscribers'),
  });
}
