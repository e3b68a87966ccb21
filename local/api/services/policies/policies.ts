/**
 * Attribute-based policies: row filters and column masks on catalogs, schemas and tables.
 * Sources: REST reference, "ABAC policies"; Databricks SQL reference, "CREATE POLICY"; "ABAC
 * requirements, quotas, and limitations".
 */
import { alreadyExists, doesNotExist, invalidParameter, requireString } from '../../core/errors';
import { isObject, type JsonObject, objectsIn, shown, textsIn } from '../../core/json';
import type { Call, Routes } from '../../core/routes';
import type { Collection } from '../../core/state';
import type { Workspace } from '../../core/workspace';
import { Access, securable } from '../unity-catalog/access/access';
import { requirePrincipal } from '../unity-catalog/access/grants';
import { parseCondition } from './conditions';
import { governedTag } from './governed-tags';

const PATH = '/api/2.1/unity-catalog/policies';
const SCOPES = ['CATALOG', 'SCHEMA', 'TABLE'];
const MASK = 'POLICY_TYPE_COLUMN_MASK';
const FILTER = 'POLICY_TYPE_ROW_FILTER';
const MOST_PRINCIPALS = 20;
const MOST_CONDITIONS = 3;

/** A policy as it is kept: the request, completed. */
export interface PolicyRecord {
  readonly name: string;
  readonly on_securable_type: string;
  readonly on_securable_fullname: string;
  readonly policy_type: string;
  readonly to_principals: readonly string[];
  readonly except_principals: readonly string[];
  readonly match_columns: ReadonlyArray<{ readonly alias?: string; readonly condition: string }>;
  readonly column_mask?: { readonly function_name: string; readonly on_column: string };
  readonly row_filter?: { readonly function_name: string };
}

/** A policy before the server has set its object. */
type CheckedPolicy = Omit<PolicyRecord, 'on_securable_type' | 'on_securable_fullname'>;

/** The policies of a workspace, by object and name. */
export function policiesOf({ state }: Workspace): Collection<PolicyRecord> {
  return state.collection('policies');
}

const keyOf = (type: string, fullName: string, name: string): string =>
  `${type.toLowerCase()}/${fullName.toLowerCase()}/${name}`;

/** Requires MANAGE on the object, or its ownership: all operations on policies need it. */
function requireManage(call: Call, type: string, fullName: string): void {
  if (!SCOPES.includes(type)) {
    throw invalidParameter(
      `on_securable_type: not supported, got ${type}. Use ${SCOPES.join(', ')}`,
    );
  }
  const on = securable(type.toLowerCase(), fullName);
  call.ws.get(Access).require(call.principal, 'OWNER', on, call.ws.get(Access).tree.knows(on));
}

function checked(call: Call, body: JsonObject): CheckedPolicy {
  const { ws, principal } = call;
  const to_principals = textsIn(body, 'to_principals');
  const except_principals = textsIn(body, 'except_principals');
  const match_columns = objectsIn(body, 'match_columns');
  if (to_principals.length === 0) throw invalidParameter('`to_principals` must name a principal');
  for (const name of [...to_principals, ...except_principals]) {
    requirePrincipal(ws.principals, name);
  }
  if (to_principals.length + except_principals.length > MOST_PRINCIPALS) {
    throw invalidParameter(`A policy must name at most ${MOST_PRINCIPALS} principals`);
  }
  if (match_columns.length > MOST_CONDITIONS) {
    throw invalidParameter(`A policy must have at most ${MOST_CONDITIONS} column conditions`);
  }
  if (body.for_securable_type !== 'TABLE') {
    throw invalidParameter(
      `for_securable_type: not supported, got ${shown(body.for_securable_type)}. Use TABLE`,
    );
  }
  if (body.when_condition !== undefined) {
    throw invalidParameter('`when_condition` is not supported in a local workspace');
  }
  for (const { condition } of match_columns) {
    const { key } = parseCondition(String(condition));
    if (!governedTag(ws, key)) {
      throw invalidParameter(
        `condition: the tag is not governed, got ${key}. Create a governed tag`,
      );
    }
  }
  const options = requiredOptions(body, match_columns);
  if (Array.isArray(options.using) && options.using.length > 0) {
    throw invalidParameter('`using` is not supported in a local workspace');
  }
  const name = requireString(options, 'function_name').toLowerCase();
  const on = securable('function', name);
  ws.get(Access).require(principal, 'EXECUTE', on, ws.get(Access).tree.knows(on));
  if (!ws.get(Access).tree.knows(on)) {
    throw doesNotExist(`Function '${name}' does not exist.`, 'ROUTINE_NOT_FOUND');
  }
  return { ...body, to_principals, except_principals, match_columns } as unknown as CheckedPolicy;
}

/** Options of the policy's type: a mask is on one matched column, a filter has no arguments. */
function requiredOptions(
  { policy_type, column_mask, row_filter }: JsonObject,
  columns: readonly JsonObject[],
): JsonObject {
  if (policy_type === FILTER && isObject(row_filter)) {
    if (columns.length === 0) return row_filter;
    throw invalidParameter('`match_columns` of a row filter is not supported in a local workspace');
  }
  if (policy_type !== MASK || !isObject(column_mask)) {
    throw invalidParameter(
      `policy_type: not supported, got ${shown(policy_type)}. Use ${MASK} with \`column_mask\`, or ${FILTER} with \`row_filter\``,
    );
  }
  if (columns.length !== 1 || columns[0]!.alias !== column_mask.on_column) {
    throw invalidParameter(
      '`on_column` must be the alias of the one matched column in a local workspace',
    );
  }
  return column_mask;
}

function create(call: Call): PolicyRecord {
  const { ws, body, principal } = call;
  const type = requireString(body, 'on_securable_type').toUpperCase();
  const fullName = requireString(body, 'on_securable_fullname').toLowerCase();
  const name = requireString(body, 'name');
  requireManage(call, type, fullName);
  const key = keyOf(type, fullName, name);
  if (policiesOf(ws).has(key)) {
    throw alreadyExists(
      `Policy '${name}' already exists on ${type} '${fullName}'.`,
      'POLICY_ALREADY_EXISTS',
    );
  }
  const at = Date.now();
  const record = {
    ...checked(call, body),
    ...{ id: String(ws.state.nextId()), on_securable_type: type, on_securable_fullname: fullName },
    ...{ created_at: at, created_by: principal.name, updated_at: at, updated_by: principal.name },
  };
  return policiesOf(ws).set(key, record);
}

function target(call: Call): [key: string, policy: PolicyRecord] {
  const { type, fullName, name } = call.params;
  requireManage(call, type!.toUpperCase(), fullName!);
  const key = keyOf(type!, fullName!, name!);
  const policy = policiesOf(call.ws).get(key);
  if (!policy) throw doesNotExist(`Policy '${name}' does not exist.`, 'POLICY_NOT_FOUND');
  return [key, policy];
}

function update(call: Call): PolicyRecord {
  const [key, policy] = target(call);
  const { body } = call;
  if (body.name !== undefined && body.name !== policy.name) {
    throw invalidParameter('`name` cannot change in a local workspace');
  }
  const changed = {
    ...policy,
    ...checked(call, { ...policy, ...body }),
    ...{ updated_at: Date.now(), updated_by: call.principal.name },
  };
  return policiesOf(call.ws).set(key, changed);
}

function remove(call: Call): JsonObject {
  const [key] = target(call);
  policiesOf(call.ws).delete(key);
  return {};
}

function list(call: Call): JsonObject {
  const { type, fullName } = call.params;
  requireManage(call, type!.toUpperCase(), fullName!);
  const prefix = keyOf(type!, fullName!, '');
  const collection = policiesOf(call.ws);
  const keys = collection.keys().filter((key) => key.startsWith(prefix));
  return { policies: keys.map((key) => collection.get(key)!) };
}

export const policyRoutes: Routes = {
  [`POST ${PATH}`]: create,
  [`GET ${PATH}/:type/:fullName`]: list,
  [`GET ${PATH}/:type/:fullName/:name`]: (call) => target(call)[1],
  [`PATCH ${PATH}/:type/:fullName/:name`]: update,
  [`DELETE ${PATH}/:type/:fullName/:name`]: remove,
};
