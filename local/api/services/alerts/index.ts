/** Alerts on saved queries, and the destinations of their notifications. */
import type { Service } from '../../core/service';
import { alertActions } from './actions';
import { alertRoutes, notificationDestinationRoutes } from './routes';

export const alerts: Service = {
  name: 'alerts',
  routes: { ...alertRoutes, ...notificationDestinationRoutes },
  actions: alertActions,
};
