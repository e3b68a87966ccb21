/** SCIM: users, groups, service principals, and who the caller is. */
import { randomUUID } from 'node:crypto';

import {
  ApiError,
  doesNotExist,
  invalidParameter,
  invalidState,
  requireString,
} from '../../core/errors';
import { authorize } from '../../core/identity/authorize';
import { ADMIN_USER, ADMINS, type Principal } from '../../core/identity/principals';
import type { GroupRecord } from '../../core/identity/records';
import { type JsonObject, objectsIn, shown } from '../../core/json';
import { omit } from '../../core/omit';
import type { Call, Routes } from '../../core/routes';
import type { Collection } from '../../core/state';
import type { Workspace } from '../../core/workspace';
import { WorkspaceFiles } from '../workspace/workspace-files';
import { scimErrors } from './scim-error';
import { parseFilter } from './scim-filter';
import { applyPatch, withoutEmpty } from './scim-patch';

const BASE = '/api/2.0/preview/scim/v2';

/** An identity as the state has it, with its SCIM attributes. */
type Identity = JsonObject & { readonly id: string };

/** One of the three kinds of identity. */
interface IdentityType {
  readonly path: string;
  readonly collection: string;
  readonly schema: string;
  /** The attribute that names one, unique within the type. */
  readonly nameField: string;
  /** Returns the conflict message that terraform's provider searches for. */
  conflict(name: string): string;
  readonly isPrincipal: boolean;
  prepare(attributes: JsonObject): JsonObject;
  readonly protectedNames: readonly string[];
}

const TYPES: readonly IdentityType[] = [
  {
    path: 'Users',
    collection: 'users',
    schema: 'urn:ietf:params:scim:schemas:core:2.0:User',
    nameField: 'userName',
    conflict: (name) => `User with username ${name} already exists.`,
    isPrincipal: true,
    prepare: (attributes) => ({
      active: true,
      displayName: attributes.userName,
      emails: [{ value: attributes.userName, type: 'work', primary: true }],
      ...attributes,
    }),
    protectedNames: [ADMIN_USER],
  },
  {
    path: 'ServicePrincipals',
    collection: 'service_principals',
    schema: 'urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal',
    nameField: 'applicationId',
    conflict: (name) => `Service principal with application ID ${name} already exists.`,
    isPrincipal: true,
    prepare: (attributes) => ({ active: true, applicationId: randomUUID(), ...attributes }),
    protectedNames: [],
  },
  {
    path: 'Groups',
    collection: 'groups',
    schema: 'urn:ietf:params:scim:schemas:core:2.0:Group',
    nameField: 'displayName',
    conflict: (name) => `Group with name ${name} already exists.`,
    isPrincipal: false,
    prepare: (attributes) => ({ meta: { resourceType: 'WorkspaceGroup' }, ...attributes }),
    protectedNames: [ADMINS, 'users'],
  },
];

function entities(ws: Workspace, type: IdentityType): Collection<Identity> {
  return ws.state.collection(type.collection);
}

function named(call: Call, type: IdentityType): Identity {
  const found = entities(call.ws, type).get(call.params.id!);
  if (!found) throw doesNotExist(`${type.path.slice(0, -1)} with id ${call.params.id} not found.`);
  return found;
}

function memberView(ws: Workspace, member: JsonObject): JsonObject {
  const id = shown(member.value);
  for (const type of TYPES) {
    const found = entities(ws, type).get(id);
    if (!found) continue;
    const display = found.displayName ?? found[type.nameField];
    return { value: id, display, $ref: `${type.path}/${id}` };
  }
  return member;
}

function view(ws: Workspace, type: IdentityType, entity: Identity): JsonObject {
  const groups = ws.principals.groupsOf(entity.id).map((group) => {
    const isDirect = (group.members ?? []).some(({ value }) => value === entity.id);
    return {
      value: group.id,
      display: group.displayName,
      type: isDirect ? 'direct' : 'indirect',
      $ref: `Groups/${group.id}`,
    };
  });
  const members = objectsIn(entity, 'members').map((member) => memberView(ws, member));
  return {
    schemas: [type.schema],
    ...entity,
    ...(groups.length > 0 ? { groups } : {}),
    ...(members.length > 0 ? { members } : {}),
  };
}

function nameOf(type: IdentityType, entity: Identity): string {
  return requireString(entity, type.nameField);
}

/** Checks `entity` and keeps it: names are unique, and may become a section of databrickscfg. */
function keep(call: Call, type: IdentityType, entity: Identity): Identity {
  const name = requireString(entity, type.nameField);
  if (/[\p{Cc}[\]]/u.test(name)) {
    throw invalidParameter(
      `\`${type.nameField}\`: must have no brackets or control characters, got ${JSON.stringify(name)}`,
    );
  }
  const rival = entities(call.ws, type).find(
    (other) => other.id !== entity.id && nameOf(type, other).toLowerCase() === name.toLowerCase(),
  );
  if (rival) throw new ApiError(409, 'RESOURCE_CONFLICT', type.conflict(name));
  for (const member of objectsIn(entity, 'members')) {
    const id = shown(member.value);
    if (!TYPES.some((t) => entities(call.ws, t).has(id))) {
      throw doesNotExist(`Member with id ${id} of group ${name} not found.`);
    }
  }
  return entities(call.ws, type).set(entity.id, entity);
}

/** The attributes of a request that are the caller's to set. */
function writable(body: JsonObject): JsonObject {
  const attributes: JsonObject = omit(body, 'schemas', 'id', 'groups');
  const complete = Object.entries(attributes).map(([name, value]) => [
    name,
    Array.isArray(value) ? withoutEmpty(objectsIn(attributes, name)) : value,
  ]);
  return Object.fromEntries(complete) as JsonObject;
}

function asAdmin(call: Call, type: IdentityType): void {
  authorize(call.ws.principals, call.principal, 'manage_identities', {
    type: 'workspace',
    name: type.path,
  });
}

function create(call: Call, type: IdentityType): JsonObject {
  asAdmin(call, type);
  const id = String(call.ws.state.nextId());
  const entity = keep(call, type, { ...type.prepare(writable(call.body)), id });
  if (type.path === 'Users')
    call.ws.get(WorkspaceFiles).ensureDirectory(`/Users/${nameOf(type, entity)}`);
  if (type.isPrincipal) call.ws.writeConfig();
  call.reply.status(201);
  return view(call.ws, type, entity);
}

function replace(call: Call, type: IdentityType): JsonObject {
  asAdmin(call, type);
  const present = named(call, type);
  const fixed = { id: present.id, [type.nameField]: present[type.nameField], meta: present.meta };
  const entity = keep(call, type, { ...fixed, ...writable(call.body), id: present.id });
  return view(call.ws, type, entity);
}

function patch(call: Call, type: IdentityType): JsonObject {
  asAdmin(call, type);
  const entity = keep(call, type, applyPatch(named(call, type), call.body.Operations));
  return view(call.ws, type, entity);
}

function remove(call: Call, type: IdentityType): unknown {
  asAdmin(call, type);
  const { ws } = call;
  const entity = named(call, type);
  const name = nameOf(type, entity);
  if (type.protectedNames.includes(name)) {
    throw invalidState(`${name} belongs to the workspace and cannot be deleted.`);
  }
  const principal = type.isPrincipal ? ws.principals.byId(entity.id) : undefined;
  entities(ws, type).delete(entity.id);
  const groups = ws.state.collection<GroupRecord>('groups');
  for (const group of groups.values()) {
    const members = (group.members ?? []).filter(({ value }) => value !== entity.id);
    if (members.length !== (group.members ?? []).length)
      groups.set(group.id, { ...group, members });
  }
  if (principal) {
    ws.tokens.revokeAllOf(principal.id);
    ws.config.remove(principal);
    ws.writeConfig();
  }
  return call.reply.status(204).send();
}

function list(call: Call, type: IdentityType): JsonObject {
  const { query, ws } = call;
  const matches = query.filter ? parseFilter(query.filter) : () => true;
  const found = entities(ws, type).values().filter(matches);
  const start = Math.max(1, Number(query.startIndex) || 1);
  const count = query.count === undefined ? found.length : Number(query.count);
  const Resources = found
    .slice(start - 1, start - 1 + count)
    .map((entity) => view(ws, type, entity));
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: found.length,
    startIndex: start,
    itemsPerPage: Resources.length,
    Resources,
  };
}

function me(ws: Workspace, principal: Principal): JsonObject {
  const type = TYPES.find((t) => entities(ws, t).has(principal.id))!;
  const entity = entities(ws, type).get(principal.id)!;
  return { ...view(ws, type, entity), userName: principal.name };
}

function typeRoutes(type: IdentityType): Routes {
  return {
    [`POST ${BASE}/${type.path}`]: (call) => create(call, type),
    [`GET ${BASE}/${type.path}`]: (call) => list(call, type),
    [`GET ${BASE}/${type.path}/:id`]: (call) => view(call.ws, type, named(call, type)),
    [`PUT ${BASE}/${type.path}/:id`]: (call) => replace(call, type),
    [`PATCH ${BASE}/${type.path}/:id`]: (call) => patch(call, type),
    [`DELETE ${BASE}/${type.path}/:id`]: (call) => remove(call, type),
  };
}

export const scimRoutes: Routes = scimErrors({
  [`GET ${BASE}/Me`]: ({ ws, principal }) => me(ws, principal),
  ...(Object.assign({}, ...TYPES.map(typeRoutes)) as Routes),
});
