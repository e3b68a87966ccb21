/** Objects that SQL users save in folders: requests carry one as a field, and changes name the fields they change. */
import type { Actions, Describe } from '../../core/audit/action';
import { crudRoutes, namedEntity, type ResourceType } from '../../core/crud';
import { alreadyExists, requireString } from '../../core/errors';
import type { Call, Routes } from '../../core/routes';
import type { Entity } from '../../core/state';
import { requireInFolder, requireOnObject } from './tree-access';
import { normalizeWorkspacePath, WorkspaceFiles } from './workspace-files';

/** Returns the audit actions of a type below `path`; the fields of an object are in one field of its requests. */
export function savedObjectActions(path: string, kind: 'query' | 'alert'): Actions {
  const noun = kind === 'query' ? 'Query' : 'Alert';
  const saved =
    (verb: string): Describe =>
    ({ params, body }) => [
      {
        service: 'databrickssql',
        name: `${verb}${noun}`,
        params: {
          [`${kind}Id`]: params.id,
          name: body[kind]?.display_name,
          update_mask: body.update_mask,
        },
      },
    ];
  return {
    [`POST ${path}`]: saved('create'),
    [`PATCH ${path}/:id`]: saved('update'),
    [`DELETE ${path}/:id`]: saved('delete'),
  };
}

/** Returns the fields of a new saved object. */
export function savedObjectDefaults({ principal }: Call): Entity {
  return {
    owner_user_name: principal.name,
    parent_path: `/Workspace/Users/${principal.name}`,
    lifecycle_state: 'ACTIVE',
    create_time: new Date().toISOString(),
  };
}

/** Checks that the folder exists, and that no other object of the collection has the name in it. */
export function checkPlace({ ws, principal }: Call, collection: string, object: Entity): void {
  requireString(object, 'display_name');
  if (!ws.state.collection(collection).has(object.id)) {
    requireInFolder(ws, principal, object.parent_path);
  }
  const folder = normalizeWorkspacePath(object.parent_path);
  const rival = ws.state
    .collection(collection)
    .find(
      (other) =>
        other.id !== object.id &&
        other.display_name === object.display_name &&
        normalizeWorkspacePath(other.parent_path) === folder,
    );
  if (rival) throw alreadyExists(`Node named '${object.display_name}' already exists`);
}

/** Checks that the caller owns a saved object, or has `level` on its folder. */
function requireOnSaved({ ws, principal }: Call, object: Entity, level: string): void {
  if (object.owner_user_name === principal.name) return;
  requireOnObject(ws, principal, ws.get(WorkspaceFiles).get(object.parent_path), level);
}

/** The fields that a change names; one that it names and does not give is taken away. */
function masked(object: Entity, mask: string): Entity {
  if (mask === '*') return object;
  return Object.fromEntries(mask.split(',').map((field) => [field.trim(), object[field.trim()]]));
}

/** The routes of a type below `path`; `field` holds the object, and `stamp` adds to each change. */
export function savedObjectRoutes(
  type: Omit<ResourceType, 'idField' | 'listKey' | 'routes'>,
  path: string,
  field: string,
  stamp: (call: Call) => Entity,
): Routes {
  const create = `POST ${path}`;
  const update = `PATCH ${path}/:id`;
  const one = `${path}/:id`;
  const resource: ResourceType = {
    ...type,
    idField: 'id',
    listKey: 'results',
    routes: { create, get: `GET ${one}`, update, delete: `DELETE ${one}`, list: `GET ${path}` },
  };
  const routes = crudRoutes(resource);
  const with_ = (call: Call, fields: Entity): Call => ({
    ...call,
    body: { ...fields, ...stamp(call) },
  });
  return {
    ...routes,
    [create]: (call) => routes[create]!(with_(call, call.body[field] ?? {})),
    [update]: (call) => {
      const mask = requireString(call.body, 'update_mask');
      requireOnSaved(call, namedEntity(resource, call), 'CAN_EDIT');
      return routes[update]!(with_(call, masked(call.body[field] ?? {}, mask)));
    },
    [`DELETE ${one}`]: (call) => {
      requireOnSaved(call, namedEntity(resource, call), 'CAN_MANAGE');
      return routes[`DELETE ${one}`]!(call);
    },
  };
}
