/** Serving endpoints of registered models, and the AI functions that call them. */
import type { Service } from '../../core/service';
import { StatementGate } from '../unity-catalog/access/statement-gate';
import { servingActions } from './actions';
import { aiFunctionDenial } from './ai-functions';
import { endpointsOf } from './endpoint-config';
import { servingEndpointRoutes } from './routes';
import { Serving } from './serving';

export const serving: Service = {
  name: 'serving',
  routes: servingEndpointRoutes,
  actions: servingActions,
  objectTypes: {
    'serving-endpoints': {
      objectType: 'serving-endpoint',
      levels: ['CAN_VIEW', 'CAN_QUERY', 'CAN_MANAGE'],
      adminLevel: 'CAN_MANAGE',
      creator: (state, id) => {
        return endpointsOf(state).find((endpoint) => endpoint.id === id)?.creator;
      },
    },
  },
  open: (ws) =>
    ws.get(StatementGate).addCheck((statement, warehouse) =>
      aiFunctionDenial(statement, {
        warehouse,
        notReady: (endpoint) => ws.get(Serving).notReady(endpoint),
      }),
    ),
  start: (ws) => ws.get(Serving).resume(),
  close: (ws) => ws.get(Serving).close(),
};
