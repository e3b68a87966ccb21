/** Jobs, their triggers and their runs. */
import { creatorField } from '../../core/object-type';
import type { Service } from '../../core/service';
import { jobActions } from './actions';
import { Engine } from './engine';
import { jobRoutes } from './job-routes';
import { runRoutes } from './run-routes';

export const jobs: Service = {
  name: 'jobs',
  routes: { ...jobRoutes, ...runRoutes },
  actions: jobActions,
  objectTypes: {
    jobs: {
      objectType: 'job',
      levels: ['CAN_VIEW', 'CAN_MANAGE_RUN', 'CAN_MANAGE', 'IS_OWNER'],
      adminLevel: 'CAN_MANAGE',
      aclAction: ['jobs', 'changeJobAcl'],
      creator: creatorField('jobs', 'creator_user_name'),
    },
  },
  open: (ws) => ws.get(Engine).load(),
  start: (ws) => ws.get(Engine).start(),
  close: (ws) => ws.get(Engine).stop(),
};
