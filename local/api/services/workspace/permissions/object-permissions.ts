/** Permissions API: access control lists of jobs, policies, warehouses, folders, notebooks. */
import { ApiError, doesNotExist, invalidParameter } from '../../../core/errors';
import { ADMINS } from '../../../core/identity/principals';
import { type JsonObject, textIn } from '../../../core/json';
import type { ObjectType } from '../../../core/object-type';
import type { Call, Routes } from '../../../core/routes';
import type { Workspace } from '../../../core/workspace';
import { type AclEntry, acls, principalOf } from './acl';
import { requireLevel } from './object-access';
import { inheritedEntries, type InheritedEntry, ownFixedEntries } from './tree-inheritance';

interface Target {
  readonly type: ObjectType;
  readonly name: string;
  readonly id: string;
  readonly key: string;
  readonly creator: string;
}

const SUFFIX = '/permissionLevels';

function target({ ws, params }: Call): Target {
  const path = params['*']!.replace(/\/$/, '');
  const segments = (path.endsWith(SUFFIX) ? path.slice(0, -SUFFIX.length) : path).split('/');
  const id = segments.pop()!;
  const name = segments.join('/');
  const type = ws.objectTypes[name];
  if (!type) {
    throw invalidParameter(
      `Object type: must be one of ${Object.keys(ws.objectTypes).join(', ')}, got ${name}`,
    );
  }
  const creator = type.creator(ws.state, id);
  if (creator === undefined) throw doesNotExist(`${type.objectType} ${id} does not exist.`);
  const key = `${name === 'warehouses' ? 'sql/warehouses' : name}/${id}`;
  return { type, name, id, key, creator };
}

/** The direct entries; an object with an owner is its creator's until another is named. */
function entries({ ws }: Call, { key, type, creator }: Target): readonly AclEntry[] {
  const kept = acls(ws.state).get(key)?.entries;
  if (kept) return kept;
  if (!type.levels.includes('IS_OWNER') || creator === '') return [];
  return [{ ...principalField(ws, creator), permission_level: 'IS_OWNER' }];
}

/** The permissions of folders above the object, and of a special folder itself. */
function inherited({ ws }: Call, { type, id }: Target): InheritedEntry[] {
  const path = type.path?.(ws.state, id);
  return path === undefined ? [] : [...ownFixedEntries(ws, path), ...inheritedEntries(ws, path)];
}

function principalField(ws: Workspace, name: string): PrincipalField {
  const isService = ws.principals.byName(name)?.kind === 'service_principal';
  return isService ? { service_principal_name: name } : { user_name: name };
}

type PrincipalField = Omit<AclEntry, 'permission_level'>;

const PRINCIPAL_FIELDS = ['user_name', 'group_name', 'service_principal_name'] as const;

/** A permission in a response: direct, or inherited from an object. */
interface ShownPermission {
  readonly permission_level: string;
  readonly inherited: boolean;
  readonly inherited_from_object?: readonly string[];
}

/** A principal in a response, with its permissions. */
interface ShownPrincipal extends PrincipalField {
  readonly display_name: string;
  readonly all_permissions: ShownPermission[];
}

/** Permissions of an object in the form of responses. */
interface ShownPermissions {
  readonly object_id: string;
  readonly object_type: string;
  readonly access_control_list: readonly ShownPrincipal[];
}

function view(call: Call, at: Target): ShownPermissions {
  const byPrincipal = new Map<string, ShownPrincipal>();
  const add = (principal: PrincipalField, permission: ShownPermission): void => {
    const name = principalOf(principal);
    const shown = byPrincipal.get(name) ?? {
      ...principal,
      display_name: call.ws.principals.byName(name)?.displayName ?? name,
      all_permissions: [],
    };
    shown.all_permissions.push(permission);
    byPrincipal.set(name, shown);
  };
  for (const entry of entries(call, at)) {
    const { permission_level, ...principal } = entry;
    add(principal, { permission_level, inherited: false });
  }
  for (const { entry, from } of inherited(call, at)) {
    const { permission_level, ...principal } = entry;
    add(principal, {
      permission_level,
      inherited: true,
      inherited_from_object: [from],
    });
  }
  add(
    { group_name: ADMINS },
    {
      permission_level: at.type.adminLevel,
      inherited: true,
      inherited_from_object: [`/${at.name}/`],
    },
  );
  return {
    object_id: `/${at.key}`,
    object_type: at.type.objectType,
    access_control_list: [...byPrincipal.values()],
  };
}

function checked(call: Call, { type, id }: Target, list: unknown): AclEntry[] {
  if (!Array.isArray(list)) throw invalidParameter('Missing required field: access_control_list');
  return list.map((entry: JsonObject) => {
    const field = PRINCIPAL_FIELDS.find((one) => entry[one]);
    const name = (field && textIn(entry, field)) ?? '';
    if (!call.ws.principals.isKnown(name)) {
      throw doesNotExist(`Principal: ${name || JSON.stringify(entry)} does not exist`);
    }
    const level = textIn(entry, 'permission_level');
    if (field === undefined || level === undefined || !type.levels.includes(level)) {
      throw invalidParameter(
        `\`permission_level\` of ${type.objectType} ${id}: must be one of ${type.levels.join(', ')}, got ${String(entry.permission_level)}`,
      );
    }
    return { [field]: name, permission_level: level };
  });
}

function keep(call: Call, at: Target, next: AclEntry[]): ShownPermissions {
  if (at.type.path) {
    requireLevel(call.ws, call.principal, [at.name, at.id], 'CAN_MANAGE', `/${at.key}`);
  }
  if (at.type.levels.includes('IS_OWNER')) {
    const owners = next.filter((entry) => entry.permission_level === 'IS_OWNER');
    if (owners.length !== 1) {
      throw new ApiError(
        400,
        'INVALID_PARAMETER_VALUE',
        `The ${at.type.objectType} ${at.id}: must have exactly one owner, got ${owners.length}`,
      );
    }
  }
  acls(call.ws.state).set(at.key, { entries: next });
  return view(call, at);
}

const PATH = '/api/2.0/permissions/*';

export const objectPermissionRoutes: Routes = {
  [`GET ${PATH}`]: (call) => {
    const at = target(call);
    if (!call.params['*']!.endsWith(SUFFIX)) return view(call, at);
    return {
      permission_levels: at.type.levels.map((level) => ({
        permission_level: level,
        description: level.replaceAll('_', ' ').toLowerCase(),
      })),
    };
  },
  [`PUT ${PATH}`]: (call) => {
    const at = target(call);
    return keep(call, at, checked(call, at, call.body.access_control_list ?? []));
  },
  [`PATCH ${PATH}`]: (call) => {
    const at = target(call);
    const changes = checked(call, at, call.body.access_control_list);
    const changed = new Set(changes.map(principalOf));
    const takesOwnership = changes.some((entry) => entry.permission_level === 'IS_OWNER');
    const kept = entries(call, at).filter(
      (entry) =>
        !changed.has(principalOf(entry)) &&
        !(takesOwnership && entry.permission_level === 'IS_OWNER'),
    );
    return keep(call, at, [...kept, ...changes]);
  },
};
