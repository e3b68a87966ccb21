/** Resource types as data: a collection, its routes and its rules. A new type is a few lines. */
import { randomUUID } from 'node:crypto';

import { alreadyExists, doesNotExist, requireString } from './errors';
import { type Call, type Handler, page, type Routes } from './routes';
import type { Entity } from './state';
import type { Workspace } from './workspace';

/** The operations a resource type may have a route for. */
export type Operation = 'create' | 'get' | 'update' | 'replace' | 'delete' | 'list';

export interface ResourceType {
  /** Name of the collection in state.json. */
  readonly collection: string;
  /** Name in messages: `Cluster policy`. */
  readonly noun: string;
  /** The field that holds the id, in answers, in queries and in bodies; a path has it as `:id`. */
  readonly idField: string;
  readonly routes: Partial<Record<Operation, string>>;
  /** @default - `items` */
  readonly listKey?: string;
  /** A field whose value no two may share. */
  readonly unique?: string;
  /** @default - a UUID */
  newId?(ws: Workspace, body: Entity): string;
  /** Fields set at creation, under those of the request. */
  defaults?(call: Call): Entity;
  /** Response of create. @default - the object */
  readonly createAnswer?: 'object' | 'id';
  /** Response of update and replace. @default - the object */
  readonly updateAnswer?: 'object' | 'nothing';
  /** Fields that stay when the object is replaced. */
  readonly kept?: readonly string[];
  /** The object in responses. @default - the stored object */
  view?(ws: Workspace, entity: Entity): Entity;
  /** Checks the object before it is kept; throws an ApiError. */
  validate?(call: Call, entity: Entity): void;
  afterCreate?(call: Call, entity: Entity): void | Promise<void>;
  afterDelete?(call: Call, entity: Entity): void | Promise<void>;
}

/** The object that `call` names in its path, query or body. */
export function namedEntity(type: ResourceType, call: Call): Entity {
  const { ws, params, query, body } = call;
  const id = String(params.id ?? query[type.idField] ?? body[type.idField] ?? '');
  if (id === '') requireString({}, type.idField);
  const found = ws.state.collection(type.collection).get(id);
  if (!found) throw doesNotExist(`${type.noun} ${id} does not exist.`);
  return found;
}

/** Returns the key of an object in its collection. */
function idOf(type: ResourceType, entity: Entity): string {
  return entity[type.idField] as string;
}

/** The routes of a resource type. */
export function crudRoutes(type: ResourceType): Routes {
  const collection = (call: Call) => call.ws.state.collection(type.collection);
  const view = (call: Call, entity: Entity): Entity => type.view?.(call.ws, entity) ?? entity;

  const checkUnique = (call: Call, entity: Entity): void => {
    const { unique, idField, noun } = type;
    if (!unique) return;
    const rival = collection(call).find(
      (other) => other[unique] === entity[unique] && other[idField] !== entity[idField],
    );
    if (rival) throw alreadyExists(`${noun} with ${unique} '${entity[unique]}' already exists.`);
  };
  const change = async (call: Call, fields: Entity, base: Entity): Promise<Entity> => {
    const id = idOf(type, namedEntity(type, call));
    const entity: Entity = { ...base, ...fields, [type.idField]: id };
    type.validate?.(call, entity);
    checkUnique(call, entity);
    collection(call).set(id, entity);
    return type.updateAnswer === 'nothing' ? {} : view(call, entity);
  };

  const handlers: Record<Operation, Handler> = {
    create: async (call) => {
      const id = type.newId?.(call.ws, call.body) ?? randomUUID();
      const entity = { ...type.defaults?.(call), ...call.body, [type.idField]: id };
      type.validate?.(call, entity);
      checkUnique(call, entity);
      collection(call).set(id, entity);
      await type.afterCreate?.(call, entity);
      return type.createAnswer === 'id' ? { [type.idField]: id } : view(call, entity);
    },
    get: (call) => view(call, namedEntity(type, call)),
    update: (call) => change(call, call.body, namedEntity(type, call)),
    replace: (call) => {
      const present = namedEntity(type, call);
      const base = Object.fromEntries((type.kept ?? []).map((field) => [field, present[field]]));
      return change(call, call.body, { ...type.defaults?.(call), ...base });
    },
    delete: async (call) => {
      const entity = namedEntity(type, call);
      collection(call).delete(idOf(type, entity));
      await type.afterDelete?.(call, entity);
      return {};
    },
    list: (call) => {
      const views = collection(call)
        .values()
        .map((entity) => view(call, entity));
      const { items, ...paging } = page(views, call.query, 'page_size', 10_000);
      return { [type.listKey ?? 'items']: items, ...paging };
    },
  };
  const routes: Routes = {};
  for (const [operation, route] of Object.entries(type.routes)) {
    routes[route] = handlers[operation as Operation];
  }
  return routes;
}
