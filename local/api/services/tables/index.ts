/** Tables of Unity Catalog and their constraints. */
import type { Service } from '../../core/service';
import { tableActions } from './actions';
import { tableConstraintRoutes } from './constraints';
import { tableRoutes } from './tables';

export const tables: Service = {
  name: 'tables',
  routes: { ...tableRoutes, ...tableConstraintRoutes },
  actions: tableActions,
};
