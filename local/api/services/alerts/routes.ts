/** Alerts: a condition on the first row of a saved query. A task of a job evaluates one. */
import { crudRoutes } from '../../core/crud';
import { doesNotExist, invalidParameter, requireString } from '../../core/errors';
import { type JsonObject, objectIn, shown } from '../../core/json';
import { omit } from '../../core/omit';
import type { Routes } from '../../core/routes';
import { checkPlace, savedObjectDefaults, savedObjectRoutes } from '../workspace/saved-objects';
import { Alerts } from './alerts';
import { checkCondition } from './condition';

/** Fields that evaluations set, and no request does. */
const COMPUTED = ['state', 'trigger_time'] as const;

const idOf = (alert: JsonObject): string => requireString(alert, 'id');

export const alertRoutes: Routes = savedObjectRoutes(
  {
    collection: 'alerts',
    noun: 'Alert',
    defaults: (call) => ({
      ...savedObjectDefaults(call),
      notify_on_ok: true,
      seconds_to_retrigger: 0,
    }),
    validate: (call, alert: JsonObject) => {
      const query = requireString(alert, 'query_id');
      if (!call.ws.state.collection('queries').has(query)) {
        throw doesNotExist(`Query ${query} does not exist.`);
      }
      checkCondition(alert.condition as JsonObject | undefined);
      const seconds = alert.seconds_to_retrigger ?? 0;
      if (!Number.isInteger(seconds) || Number(seconds) < 0) {
        throw invalidParameter(
          `\`seconds_to_retrigger\`: must be a whole number from 0 on, got ${shown(seconds)}`,
        );
      }
      checkPlace(call, 'alerts', alert);
    },
    view: (ws, alert) => {
      const { state, trigger_time } = ws.get(Alerts).stateOf(idOf(alert));
      const computed = { state, ...(trigger_time === undefined ? {} : { trigger_time }) };
      return { ...omit(alert, ...COMPUTED), ...computed };
    },
    afterDelete: ({ ws }, alert) => ws.get(Alerts).forget(idOf(alert)),
  },
  '/api/2.0/sql/alerts',
  'alert',
  () => ({ update_time: new Date().toISOString() }),
);

const DESTINATIONS = '/api/2.0/notification-destinations';
const KINDS: Readonly<Record<string, string>> = {
  email: 'EMAIL',
  generic_webhook: 'WEBHOOK',
  microsoft_teams: 'MICROSOFT_TEAMS',
  pagerduty: 'PAGERDUTY',
  slack: 'SLACK',
};

/** Notification destinations. The local workspace sends nothing, and writes notifications to a log. */
export const notificationDestinationRoutes: Routes = crudRoutes<Record<string, unknown>>({
  collection: 'notification_destinations',
  noun: 'Notification destination',
  idField: 'id',
  listKey: 'results',
  unique: 'display_name',
  routes: {
    create: `POST ${DESTINATIONS}`,
    get: `GET ${DESTINATIONS}/:id`,
    update: `PATCH ${DESTINATIONS}/:id`,
    delete: `DELETE ${DESTINATIONS}/:id`,
    list: `GET ${DESTINATIONS}`,
  },
  validate: (_call, destination) => {
    requireString(destination, 'display_name');
    const kinds = Object.keys(objectIn(destination, 'config'));
    if (kinds.length !== 1 || !(kinds[0]! in KINDS)) {
      throw invalidParameter(
        `\`config\`: must have one of ${Object.keys(KINDS).join(', ')}, got ${kinds.join(', ') || 'none'}`,
      );
    }
    destination.destination_type = KINDS[kinds[0]!];
  },
});
