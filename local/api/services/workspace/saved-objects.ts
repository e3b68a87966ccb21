/** Objects that SQL users save in folders: requests carry one as a field, and changes name the fields they change. */
import type { Actions, Describe } from '../../core/audit/action';
import { crudRoutes, namedEntity, type ResourceType } from '../../core/crud';
import { alreadyExists, requireString } from '../../core/errors';
import { type JsonObject, objectIn } from '../../core/json';
import type { Call, Routes } from '../../core/routes';
import { requireInFolder, requireOnObject } from './tree-access';
import { normalizeWorkspacePath, WorkspaceFiles } from './workspace-files';

/** A saved object as the state has it. */
interface SavedObject {
  readonly id: string;
  readonly display_name: string;
  readonly parent_path: string;
}

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
          name: objectIn(body, kind).display_name,
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
export function savedObjectDefaults({ principal }: Call): JsonObject {
  return {
    owner_user_name: principal.name,
    parent_path: `/Workspace/Users/${principal.name}`,
    lifecycle_state: 'ACTIVE',
    create_time: new Date().toISOString(),
  };
}

/** Checks that the folder exists, and that no other object of the collection has the name in it. */
export function checkPlace({ ws, principal }: Call, collection: string, object: JsonObject): void {
  const name = requireString(object, 'display_name');
  const id = requireString(object, 'id');
  const path = requireString(object, 'parent_path');
  const stored = ws.state.collection<SavedObject>(collection);
  if (!stored.has(id)) requireInFolder(ws, principal, path);
  const folder = normalizeWorkspacePath(path);
  const rival = stored.find(
    (other) =>
      other.id !== id &&
      other.display_name === name &&
      normalizeWorkspacePath(other.parent_path) === folder,
  );
  if (rival) throw alreadyExists(`Node named '${name}' already exists`);
}

/** Checks that the caller owns a saved object, or has `level` on its folder. */
function requireOnSaved({ ws, principal }: Call, object: JsonObject, level: string): void {
  if (object.owner_user_name === principal.name) return;
  const folder = ws.get(WorkspaceFiles).get(requireString(object, 'parent_path'));
  requireOnObject(ws, principal, folder, level);
}

/** The fields that a change names; one that it names and does not give is taken away. */
function masked(object: JsonObject, mask: string): JsonObject {
  if (mask === '*') return object;
  return Object.fromEntries(mask.split(',').map((field) => [field.trim(), object[field.trim()]]));
}

/** The routes of a type below `path`; `field` holds the object, and `stamp` adds to each change. */
export function savedObjectRoutes(
  type: Omit<ResourceType, 'idField' | 'listKey' | 'routes'>,
  path: string,
  field: string,
  stamp: (call: Call) => JsonObject,
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
  const with_ = (call: Call, fields: JsonObject): Call => ({
    ...call,
    body: { ...fields, ...stamp(call) },
  });
  return {
    ...routes,
    [create]: (call) => routes[create]!(with_(call, objectIn(call.body, field))),
    [update]: (call) => {
      const mask = requireString(call.body, 'update_mask');
      requireOnSaved(call, namedEntity(resource, call), 'CAN_EDIT');
      return routes[update]!(with_(call, masked(objectIn(call.body, field), mask)));
    },
    [`DELETE ${one}`]: (call) => {
      requireOnSaved(call, namedEntity(resource, call), 'CAN_MANAGE');
      return routes[`DELETE ${one}`]!(call);
    },
  };
}
