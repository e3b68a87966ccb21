/** SQL warehouses, statement execution and saved queries. */
import { creatorField, type ObjectType } from '../../core/object-type';
import type { Service } from '../../core/service';
import { sqlActions } from './actions';
import { externalResultRoute } from './external-result-route';
import { ExternalResults } from './external-results';
import { queryRoutes } from './queries';
import { QueryHistory } from './query-history';
import { queryHistoryRoutes } from './query-history-routes';
import { sessionRoutes } from './sessions';
import { statementRoutes } from './statement-routes';
import { Statements } from './statements';
import { thriftRoutes } from './thrift';
import { warehouseRoutes } from './warehouse-routes';

const warehouse: ObjectType = {
  objectType: 'warehouses',
  levels: ['CAN_USE', 'CAN_VIEW', 'CAN_MONITOR', 'CAN_MANAGE', 'IS_OWNER'],
  adminLevel: 'CAN_MANAGE',
  aclAction: ['databrickssql', 'changeEndpointAcls'],
  creator: creatorField('warehouses', 'creator_name'),
};

export const sql: Service = {
  name: 'sql',
  routes: {
    ...warehouseRoutes,
    ...sessionRoutes,
    ...statementRoutes,
    ...queryRoutes,
    ...queryHistoryRoutes,
  },
  // their bodies are binary
  streamRoutes: thriftRoutes,
  register: (app, ws) => app.route(externalResultRoute(ws)),
  open: (ws) => ws.get(ExternalResults).clear(),
  actions: sqlActions,
  objectTypes: { 'sql/warehouses': warehouse, warehouses: warehouse },
  close: async (ws) => {
    ws.get(Statements).stop();
    await ws.get(QueryHistory).flush();
  },
};
