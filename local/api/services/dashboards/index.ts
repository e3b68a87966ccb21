/** AI/BI dashboards. */
import { creatorField } from '../../core/object-type';
import type { Service } from '../../core/service';
import { TREE_LEVELS } from '../workspace/permissions/tree-object-types';
import { dashboardActions } from './actions';
import { type Dashboard, dashboardRoutes } from './dashboards';

export const dashboards: Service = {
  name: 'dashboards',
  routes: dashboardRoutes,
  actions: dashboardActions,
  objectTypes: {
    dashboards: {
      objectType: 'dashboard',
      levels: TREE_LEVELS,
      adminLevel: 'CAN_MANAGE',
      creator: creatorField('dashboards', 'creator_user_name'),
      path: (state, id) => state.collection<Dashboard>('dashboards').get(id)?.path,
    },
  },
};
