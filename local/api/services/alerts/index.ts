/** Alerts on saved queries, and the destinations of their notifications. */
import { shown } from '../../core/json';
import { creatorField } from '../../core/object-type';
import type { Service } from '../../core/service';
import { TREE_LEVELS } from '../workspace/permissions/tree-object-types';
import { normalizeWorkspacePath } from '../workspace/workspace-files';
import { alertActions } from './actions';
import { alertRoutes, notificationDestinationRoutes } from './routes';
import { scheduledAlertRoutes } from './scheduled-alert-routes';
import { ScheduledAlerts } from './scheduled-alerts';

export const alerts: Service = {
  name: 'alerts',
  routes: { ...alertRoutes, ...scheduledAlertRoutes, ...notificationDestinationRoutes },
  actions: alertActions,
  objectTypes: {
    alertsv2: {
      objectType: 'alertv2',
      levels: TREE_LEVELS,
      adminLevel: 'CAN_MANAGE',
      creator: creatorField('scheduled_alerts', 'owner_user_name'),
      path: (state, id) => {
        const alert = state.collection('scheduled_alerts').get(id);
        if (!alert) return undefined;
        const folder = normalizeWorkspacePath(shown(alert.parent_path));
        return `${folder}/${shown(alert.display_name)}.dbalert.json`;
      },
    },
  },
  start: (ws) => ws.get(ScheduledAlerts).start(),
  close: (ws) => ws.get(ScheduledAlerts).stop(),
};
