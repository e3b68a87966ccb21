/** Saved queries. Requests carry the query as one field, and changes name the fields they change. */
import { alreadyExists, doesNotExist, requireString } from '../errors';
import type { Call, Routes } from '../routes';
import type { Entity } from '../state';
import { normalizeWorkspacePath } from '../workspace-files';
import { crudRoutes, type ResourceType } from './crud';

const CREATE = 'POST /api/2.0/sql/queries';
const UPDATE = 'PATCH /api/2.0/sql/queries/:id';

/** A name is taken once in a folder, as the tree shows queries beside files. */
function checkName({ ws }: Call, query: Entity): void {
  const folder = normalizeWorkspacePath(query.parent_path);
  const rival = ws.state
    .collection('queries')
    .find(
      (other) =>
        other.id !== query.id &&
        other.display_name === query.display_name &&
        normalizeWorkspacePath(other.parent_path) === folder,
    );
  if (rival) throw alreadyExists(`Node named '${query.display_name}' already exists`);
}

export const queries: ResourceType = {
  collection: 'queries',
  noun: 'Query',
  idField: 'id',
  listKey: 'results',
  routes: {
    create: CREATE,
    get: 'GET /api/2.0/sql/queries/:id',
    update: UPDATE,
    delete: 'DELETE /api/2.0/sql/queries/:id',
    list: 'GET /api/2.0/sql/queries',
  },
  defaults: ({ principal }) => ({
    owner_user_name: principal.name,
    parent_path: `/Workspace/Users/${principal.name}`,
    run_as_mode: 'OWNER',
    lifecycle_state: 'ACTIVE',
    create_time: new Date().toISOString(),
  }),
  validate: (call, query) => {
    requireString(query, 'display_name');
    requireString(query, 'query_text');
    const warehouse = query.warehouse_id;
    if (warehouse !== undefined && !call.ws.state.collection('warehouses').has(warehouse)) {
      throw doesNotExist(`SQL warehouse ${warehouse} does not exist.`);
    }
    if (call.ws.files.find(query.parent_path)?.object_type !== 'DIRECTORY') {
      throw doesNotExist(`The parent folder (${query.parent_path}) does not exist.`);
    }
    checkName(call, query);
  },
};

/** The fields that a change names; one that it names and does not give is taken away. */
function masked(query: Entity, mask: string): Entity {
  if (mask === '*') return query;
  return Object.fromEntries(mask.split(',').map((field) => [field.trim(), query[field.trim()]]));
}

function stamped({ principal }: Call, fields: Entity): Entity {
  return {
    ...fields,
    last_modifier_user_name: principal.name,
    update_time: new Date().toISOString(),
  };
}

const routes = crudRoutes(queries);

export const queryRoutes: Routes = {
  ...routes,
  [CREATE]: (call) => routes[CREATE]!({ ...call, body: stamped(call, call.body.query ?? {}) }),
  [UPDATE]: (call) => {
    const mask = requireString(call.body, 'update_mask');
    const fields = masked(call.body.query ?? {}, mask);
    return routes[UPDATE]!({ ...call, body: stamped(call, fields) });
  },
};
