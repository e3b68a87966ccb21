/** Resource types as data: a collection, its routes and its rules. A new type is a few lines. */
import { randomUUID } from 'node:crypto';

import { alreadyExists, doesNotExist, requireString } from './errors';
import { type JsonObject, shown } from './json';
import { type Call, type Handler, page, type Routes } from './routes';
import type { Workspace } from './workspace';

/** The operations a resource type may have a route for. */
export type Operation = 'create' | 'get' | 'update' | 'replace' | 'delete' | 'list';

/** `T` is the form of the stored objects. Requests are of any form until `validate` has checked them. */
export interface ResourceType<T extends object = JsonObject> {
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
  newId?(ws: Workspace, body: JsonObject): string;
  /** Fields set at creation, under those of the request. */
  defaults?(call: Call): JsonObject;
  /** Response of create. @default - the object */
  readonly createAnswer?: 'object' | 'id';
  /** Response of update and replace. @default - the object */
  readonly updateAnswer?: 'object' | 'nothing';
  /** Fields that stay when the object is replaced. */
  readonly kept?: readonly string[];
  /** The object in responses. @default - the stored object */
  view?(ws: Workspace, entity: T): object;
  /** Checks the object before it is kept; throws an ApiError. */
  validate?(call: Call, entity: T): void;
  afterCreate?(call: Call, entity: T): void | Promise<void>;
  afterDelete?(call: Call, entity: T): void | Promise<void>;
}

/** The object that `call` names in its path, query or body. */
export function namedEntity<T extends object = JsonObject>(type: ResourceType<T>, call: Call): T {
  const { ws, params, query, body } = call;
  const id = shown(params.id ?? query[type.idField] ?? body[type.idField] ?? '');
  if (id === '') requireString({}, type.idField);
  const found = ws.state.collection<T>(type.collection).get(id);
  if (!found) throw doesNotExist(`${type.noun} ${id} does not exist.`);
  return found;
}

/** Returns a field of an object, by its name. */
function fieldOf(entity: object, name: string): unknown {
  return (entity as JsonObject)[name];
}

/** Returns the key of an object in its collection. */
function idOf<T extends object>(type: ResourceType<T>, entity: T): string {
  return fieldOf(entity, type.idField) as string;
}

/** The routes of a resource type. */
export function crudRoutes<T extends object = JsonObject>(type: ResourceType<T>): Routes {
  const collection = (call: Call) => call.ws.state.collection<T>(type.collection);
  const view = (call: Call, entity: T): object => type.view?.(call.ws, entity) ?? entity;

  const checkUnique = (call: Call, entity: T): void => {
    const { unique, noun } = type;
    if (!unique) return;
    const value = fieldOf(entity, unique);
    const rival = collection(call).find(
      (other) => fieldOf(other, unique) === value && idOf(type, other) !== idOf(type, entity),
    );
    if (rival) throw alreadyExists(`${noun} with ${unique} '${shown(value)}' already exists.`);
  };
  const change = async (call: Call, fields: JsonObject, base: object): Promise<object> => {
    const id = idOf(type, namedEntity(type, call));
    const entity = { ...base, ...fields, [type.idField]: id } as unknown as T;
    type.validate?.(call, entity);
    checkUnique(call, entity);
    collection(call).set(id, entity);
    return type.updateAnswer === 'nothing' ? {} : view(call, entity);
  };

  const handlers: Record<Operation, Handler> = {
    create: async (call) => {
      const id = type.newId?.(call.ws, call.body) ?? randomUUID();
      const entity = { ...type.defaults?.(call), ...call.body, [type.idField]: id } as unknown as T;
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
      const base = Object.fromEntries(
        (type.kept ?? []).map((field) => [field, fieldOf(present, field)]),
      );
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
