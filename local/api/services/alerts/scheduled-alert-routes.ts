/** Alerts API, version 2: https://docs.databricks.com/api/workspace/alertsv2. */
import { randomUUID } from 'node:crypto';

import { scheduleProblems } from '../../../../quartz';
import { doesNotExist, invalidParameter, requireString } from '../../core/errors';
import { type JsonObject, objectIn, textIn } from '../../core/json';
import { omit } from '../../core/omit';
import { type Call, isTrue, page, type Routes } from '../../core/routes';
import { requireLevel } from '../workspace/permissions/object-access';
import { requireInFolder } from '../workspace/tree-access';
import { AGGREGATIONS } from './aggregation';
import { Alerts } from './alerts';
import { checkCondition, IS_NOT_NULL } from './condition';
import { conditionOf, type ScheduledAlert, ScheduledAlerts } from './scheduled-alerts';

const ALERTS = '/api/2.0/alerts';
/** Fields that only the server sets. */
const COMPUTED = [
  'id',
  'create_time',
  'update_time',
  'owner_user_name',
  'lifecycle_state',
  'effective_run_as',
  'effective_parent_path',
];

function view({ ws }: Call, alert: ScheduledAlert): JsonObject {
  const { state } = ws.get(Alerts).stateOf(alert.id);
  const run_as = { user_name: alert.owner_user_name };
  return {
    ...alert,
    effective_run_as: run_as,
    run_as_user_name: alert.owner_user_name,
    effective_parent_path: alert.parent_path,
    evaluation: { ...alert.evaluation, state },
    schedule: {
      ...alert.schedule,
      effective_pause_status: alert.schedule.pause_status ?? 'UNPAUSED',
    },
  };
}

/** Checks the fields of an alert; throws the first violated rule. */
function check({ ws }: Call, alert: JsonObject): void {
  const name = requireString(alert, 'display_name');
  requireString(alert, 'query_text');
  const warehouse = requireString(alert, 'warehouse_id');
  if (!ws.state.collection('warehouses').has(warehouse)) {
    throw doesNotExist(`SQL warehouse ${warehouse} does not exist.`);
  }
  const { quartz_cron_schedule: cron, timezone_id: zone } = objectIn(alert, 'schedule');
  const [problem] = scheduleProblems(cron, zone, new Date());
  if (problem) throw invalidParameter(`\`schedule\` of alert ${name}: ${problem.problem}`);
  const evaluation = objectIn(alert, 'evaluation');
  const aggregation = textIn(objectIn(evaluation, 'source'), 'aggregation');
  if (aggregation !== undefined && !Object.hasOwn(AGGREGATIONS, aggregation)) {
    throw invalidParameter(
      `\`evaluation.source.aggregation\`: must be one of ${Object.keys(AGGREGATIONS).join(', ')}, got ${aggregation}`,
    );
  }
  if (objectIn(evaluation, 'threshold').column !== undefined) {
    throw invalidParameter(
      `\`evaluation.threshold\` of alert ${name}: must be a value in the local workspace, got a column`,
    );
  }
  if (evaluation.comparison_operator === IS_NOT_NULL) return;
  checkCondition({ ...conditionOf(alert as ScheduledAlert) });
}

/** An alert that is not deleted, and that the caller has `level` on. */
function named(call: Call, level: string): ScheduledAlert {
  const { ws, principal, params } = call;
  const found = ws.get(ScheduledAlerts).all.get(params.id!);
  if (!found) throw doesNotExist(`Alert ${params.id} does not exist.`);
  requireLevel(ws, principal, ['alertsv2', found.id], level, `alert ${found.id}`);
  return found;
}

function keep(call: Call, alert: ScheduledAlert): JsonObject {
  const { ws } = call;
  ws.get(ScheduledAlerts).all.set(alert.id, alert);
  ws.get(ScheduledAlerts).refresh(alert);
  return view(call, alert);
}

function create(call: Call): JsonObject {
  const { ws, principal } = call;
  const given = omit(call.body, ...COMPUTED);
  check(call, given);
  const now = new Date().toISOString();
  const parent = textIn(given, 'parent_path') ?? `/Workspace/Users/${principal.name}`;
  requireInFolder(ws, principal, parent);
  return keep(call, {
    ...given,
    id: randomUUID(),
    parent_path: parent,
    owner_user_name: principal.name,
    lifecycle_state: 'ACTIVE',
    create_time: now,
    update_time: now,
  } as unknown as ScheduledAlert);
}

function update(call: Call): JsonObject {
  const alert = named(call, 'CAN_EDIT');
  const mask = requireString({ ...call.query, ...call.body }, 'update_mask');
  const given = omit(call.body, ...COMPUTED, 'parent_path', 'update_mask');
  const fields = mask.split(',').map((field) => field.trim().split('.')[0]!);
  const changes =
    mask === '*'
      ? given
      : Object.fromEntries(Object.entries(given).filter(([field]) => fields.includes(field)));
  const changed = { ...alert, ...changes, update_time: new Date().toISOString() };
  check(call, changed);
  return keep(call, changed);
}

function remove(call: Call): JsonObject {
  const { ws, query } = call;
  const alert = named(call, 'CAN_MANAGE');
  ws.get(ScheduledAlerts).forget(alert.id);
  if (isTrue(query.purge)) ws.get(ScheduledAlerts).all.delete(alert.id);
  else keep(call, { ...alert, lifecycle_state: 'DELETED' });
  return {};
}

export const scheduledAlertRoutes: Routes = {
  [`POST ${ALERTS}`]: create,
  [`GET ${ALERTS}/:id`]: (call) => view(call, named(call, 'CAN_READ')),
  [`PATCH ${ALERTS}/:id`]: update,
  [`DELETE ${ALERTS}/:id`]: remove,
  [`GET ${ALERTS}`]: (call) => {
    const active = call.ws
      .get(ScheduledAlerts)
      .all.values()
      .filter(({ lifecycle_state: state }) => state === 'ACTIVE');
    const { items, ...paging } = page(active, call.query, 'page_size', 100);
    return { alerts: items.map((alert) => view(call, alert)), ...paging };
  },
};
