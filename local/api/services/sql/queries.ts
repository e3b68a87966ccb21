/** Saved queries. */
import { doesNotExist, requireString } from '../../core/errors';
import { checkPlace, savedObjectDefaults, savedObjectRoutes } from '../workspace/saved-objects';

export const queryRoutes = savedObjectRoutes(
  {
    collection: 'queries',
    noun: 'Query',
    defaults: (call) => ({ ...savedObjectDefaults(call), run_as_mode: 'OWNER' }),
    validate: (call, query) => {
      requireString(query, 'query_text');
      const warehouse = query.warehouse_id as string | undefined;
      if (warehouse !== undefined && !call.ws.state.collection('warehouses').has(warehouse)) {
        throw doesNotExist(`SQL warehouse ${warehouse} does not exist.`);
      }
      checkPlace(call, 'queries', query);
    },
  },
  '/api/2.0/sql/queries',
  'query',
  ({ principal }) => ({
    last_modifier_user_name: principal.name,
    update_time: new Date().toISOString(),
  }),
);
