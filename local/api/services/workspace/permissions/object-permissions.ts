/** Permissions API: who may do what with a job, a policy, a warehouse, a folder, a notebook. */
import { ApiError, doesNotExist, invalidParameter } from '../../../core/errors';
import { requireLevel } from './object-access';
import { omit } from '../../../core/omit';
import { ADMINS } from '../../../core/identity/principals';
import type { Call, Routes } from '../../../core/routes';
import type { Entity } from '../../../core/state';
import { inheritedEntries, ownFixedEntries, type InheritedEntry } from './tree-inheritance';
import type { Workspace } from '../../../core/workspace';
import type { ObjectType } from '../../../core/object-type';

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
function entries({ ws }: Call, { key, type, creator }: Target): Entity[] {
  const kept = ws.state.collection('object_permissions').get(key)?.entries;
  if (kept) return kept;
  if (!type.levels.includes('IS_OWNER') || creator === '') return [];
  return [{ ...principalField(ws, creator), permission_level: 'IS_OWNER' }];
}

/** The permissions of folders above the object, and of a special folder itself. */
function inherited({ ws }: Call, { type, id }: Target): InheritedEntry[] {
  const path = type.path?.(ws.state, id);
  return path === undefined ? [] : [...ownFixedEntries(ws, path), ...inheritedEntries(ws, path)];
}

function principalField(ws: Workspace, name: string): Entity {
  const isService = ws.principals.byName(name)?.kind === 'service_principal';
  return isService ? { service_principal_name: name } : { user_name: name };
}

const PRINCIPAL_FIELDS = ['user_name', 'group_name', 'service_principal_name'] as const;

function principalOf(entry: Entity): string {
  return PRINCIPAL_FIELDS.map((field) => entry[field]).find((name) => name) ?? '';
}

function view(call: Call, at: Target): Entity {
  const byPrincipal = new Map<string, Entity>();
  const add = (entry: Entity, permission: Entity): void => {
    const name = principalOf(entry);
    const shown = byPrincipal.get(name) ?? {
      ...omit(entry, 'permission_level'),
      display_name: call.ws.principals.byName(name)?.displayName ?? name,
      all_permissions: [],
    };
    shown.all_permissions.push(permission);
    byPrincipal.set(name, shown);
  };
  for (const entry of entries(call, at)) {
    add(entry, { permission_level: entry.permission_level, inherited: false });
  }
  for (const { entry, from } of inherited(call, at)) {
    add(entry, {
      permission_level: entry.permission_level,
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

function checked(call: Call, { type, id }: Target, list: unknown): Entity[] {
  if (!Array.isArray(list)) throw invalidParameter('Missing required field: access_control_list');
  return list.map((entry: Entity) => {
    const name = principalOf(entry);
    if (!call.ws.principals.isKnown(name)) {
      throw doesNotExist(`Principal: ${name || JSON.stringify(entry)} does not exist`);
    }
    if (!type.levels.includes(entry.permission_level)) {
      throw invalidParameter(
        `\`permission_level\` of ${type.objectType} ${id}: must be one of ${type.levels.join(', ')}, got ${entry.permission_level}`,
      );
    }
    const field = PRINCIPAL_FIELDS.find((f) => entry[f])!;
    return { [field]: entry[field], permission_level: entry.permission_level };
  });
}

function keep(call: Call, at: Target, next: Entity[]): Entity {
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
  call.ws.state.collection('object_permissions').set(at.key, { entries: next });
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
