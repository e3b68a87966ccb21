/** Types of Unity Catalog objects as data, and the routes that all types share. */
import type { Named } from '../../core/cluster/statement-access';
import {
  alreadyExists,
  type ApiError,
  doesNotExist,
  invalidParameter,
  requireString,
} from '../../core/errors';
import { type JsonObject, shown } from '../../core/json';
import { omit } from '../../core/omit';
import { type Call, isTrue, page, type Routes } from '../../core/routes';
import type { Collection } from '../../core/state';
import type { Workspace } from '../../core/workspace';
import { Access, securable } from './access/access';
import { requirePrincipal } from './access/grants';

const NAME = /^[^\s./\p{Cc}]{1,255}$/u;

/** A Unity Catalog object as the state has it. Other fields of a request are stored as received. */
export type SecurableRecord = JsonObject & {
  readonly name: string;
  readonly full_name: string;
  readonly owner: string;
  readonly updated_at: number;
  readonly updated_by: string;
};

/** The objects of a type, by full name. */
export function securablesOf({ state }: Workspace, plural: string): Collection<SecurableRecord> {
  return state.collection(plural);
}

/** One kind of Unity Catalog object. */
export interface SecurableType {
  /** The type's name in permissions, and in errors: `SCHEMA_DOES_NOT_EXIST`. */
  readonly type: string;
  /** The collection, the key of the list, and with dashes the path. */
  readonly plural: string;
  /** Names in grants and lists. @default - the type, and `plural` */
  readonly granted?: { readonly type: string; readonly create: string; readonly listKey: string };
  /** Kinds that hold it, outermost first; each has its name in `<kind>_name`. */
  readonly parents: ReadonlyArray<'catalog' | 'schema'>;
  /** Fields set at creation, under those of the request. */
  defaults?(call: Call, fullName: string): JsonObject;
  /** Fields that the server alone sets, and keeps; `present` is the object before a change. */
  complete?(call: Call, entity: SecurableRecord, present?: SecurableRecord): SecurableRecord;
  validate?(call: Call, entity: SecurableRecord): void;
  /** Creates the schema in Spark, or the folder of the object. */
  onCreate?(call: Call, entity: SecurableRecord): void | Promise<void>;
  /** Removes the schema or folder; throws if `force` is needed and was not set. */
  onDelete?(call: Call, entity: SecurableRecord, force: boolean): void | Promise<void>;
}

/** The types of Unity Catalog objects that the services have. */
export class SecurableTypes {
  private readonly types: SecurableType[] = [];

  add(type: SecurableType): void {
    this.types.push(type);
  }

  /** The types whose objects are in schemas. */
  inSchemas(): SecurableType[] {
    return this.types.filter(({ parents }) => parents.includes('schema'));
  }
}

/** The object of a kind as grants name it. */
function named(type: SecurableType, fullName: string): Named {
  return securable(type.granted?.type ?? type.type, fullName);
}

function title(type: string): string {
  return type[0]!.toUpperCase() + type.slice(1).replaceAll('_', ' ');
}

export function missingSecurable(type: string, fullName: string): ApiError {
  const code = `${type.toUpperCase()}_DOES_NOT_EXIST`;
  return doesNotExist(`${title(type)} '${fullName}' does not exist.`, code);
}

/** The object that the path names, which the caller must have `privilege` on, or 404. */
function namedSecurable(call: Call, type: SecurableType, privilege: string): SecurableRecord {
  const { ws, principal, params } = call;
  const on = named(type, params.name!);
  const found = securablesOf(ws, type.plural).get(on.full_name);
  ws.get(Access).require(principal, privilege, on, found !== undefined);
  if (!found) throw missingSecurable(type.type, params.name!);
  return found;
}

/** Requires the privilege to create an object in its parent. */
function requireCreation(call: Call, type: SecurableType, parents: readonly string[]): void {
  const { ws, principal } = call;
  const holder =
    parents.length === 0
      ? securable('metastore', ws.state.metastoreId)
      : securable(type.parents.at(-1)!, parents.join('.'));
  const privilege = type.granted?.create ?? `CREATE_${type.type.toUpperCase()}`;
  ws.get(Access).require(principal, privilege, holder);
}

/** A stored object: `fields` and those that the server adds. */
export function newSecurable(
  ws: Workspace,
  type: SecurableType,
  name: string,
  fullName: string,
  owner: string,
  fields: JsonObject,
): SecurableRecord {
  const now = Date.now();
  return {
    owner,
    ...fields,
    name,
    full_name: fullName,
    securable_type: (type.granted?.type ?? type.type).toUpperCase(),
    metastore_id: ws.state.metastoreId,
    created_at: now,
    created_by: owner,
    updated_at: now,
    updated_by: owner,
  };
}

/** The fields of a request that may be written; the rest are the server's. */
function writable(body: JsonObject): JsonObject {
  return omit(body, 'name', 'full_name', 'new_name', 'metastore_id');
}

function parentNames(type: SecurableType, call: Call): string[] {
  const names = type.parents.map((parent) =>
    requireString(call.body, `${parent}_name`).toLowerCase(),
  );
  type.parents.forEach((parent, index) => {
    const fullName = names.slice(0, index + 1).join('.');
    if (!call.ws.state.collection(`${parent}s`).has(fullName))
      throw missingSecurable(parent, fullName);
  });
  return names;
}

function requireNew({ ws }: Call, type: SecurableType, fullName: string): void {
  if (!ws.state.collection(type.plural).has(fullName)) return;
  throw alreadyExists(
    `${title(type.type)} '${fullName}' already exists`,
    `${type.type.toUpperCase()}_ALREADY_EXISTS`,
  );
}

/** Create, read, change, delete and list objects of `type`. */
export function routesOf(type: SecurableType): Routes {
  const path = `/api/2.1/unity-catalog/${type.plural.replaceAll('_', '-')}`;
  const collection = (call: Call) => securablesOf(call.ws, type.plural);
  return {
    [`POST ${path}`]: async (call) => {
      const name = requireString(call.body, 'name').toLowerCase();
      if (!NAME.test(name)) {
        throw invalidParameter(
          `\`name\` of a ${type.type}: must have no spaces, dots or slashes, got ${name}`,
        );
      }
      const parents = parentNames(type, call);
      requireCreation(call, type, parents);
      const fullName = [...parents, name].join('.');
      requireNew(call, type, fullName);
      const made = newSecurable(call.ws, type, name, fullName, call.principal.name, {
        ...type.defaults?.(call, fullName),
        ...writable(call.body),
        ...Object.fromEntries(type.parents.map((parent, i) => [`${parent}_name`, parents[i]])),
      });
      const entity = type.complete?.(call, made) ?? made;
      type.validate?.(call, entity);
      await type.onCreate?.(call, entity);
      // a concurrent request may have created it meanwhile
      requireNew(call, type, fullName);
      return collection(call).set(fullName, entity);
    },
    [`GET ${path}`]: (call) => {
      const wanted = type.parents.map((parent) =>
        requireString(call.query, `${parent}_name`).toLowerCase(),
      );
      type.parents.forEach((parent, index) => {
        const fullName = wanted.slice(0, index + 1).join('.');
        if (!call.ws.state.collection(`${parent}s`).has(fullName))
          throw missingSecurable(parent, fullName);
      });
      const found = collection(call)
        .values()
        .filter((entity) =>
          type.parents.every((parent, i) => entity[`${parent}_name`] === wanted[i]),
        )
        .filter((entity) =>
          call.ws.get(Access).sees(call.principal, named(type, entity.full_name)),
        );
      const { items, next_page_token } = page(found, call.query, 'max_results', 10_000);
      return {
        [type.granted?.listKey ?? type.plural]: items,
        ...(next_page_token ? { next_page_token } : {}),
      };
    },
    [`GET ${path}/:name`]: (call) => namedSecurable(call, type, 'BROWSE'),
    [`PATCH ${path}/:name`]: (call) => {
      const present = namedSecurable(call, type, 'OWNER');
      const { new_name: newName, owner }: JsonObject = call.body;
      if (newName !== undefined && shown(newName).toLowerCase() !== present.name) {
        throw invalidParameter(
          `${title(type.type)} '${present.full_name}': cannot be renamed in the local workspace, got ${shown(newName)}`,
        );
      }
      if (owner !== undefined) {
        requirePrincipal(call.ws.principals, requireString(call.body, 'owner'));
      }
      const changed: SecurableRecord = {
        ...present,
        ...writable(call.body),
        updated_at: Date.now(),
        updated_by: call.principal.name,
      };
      const entity = type.complete?.(call, changed, present) ?? changed;
      type.validate?.(call, entity);
      return collection(call).set(present.full_name, entity);
    },
    [`DELETE ${path}/:name`]: async (call) => {
      const entity = namedSecurable(call, type, 'OWNER');
      await type.onDelete?.(call, entity, isTrue(call.query.force));
      call.ws.get(Access).tree.forget(named(type, entity.full_name));
      return {};
    },
  };
}
