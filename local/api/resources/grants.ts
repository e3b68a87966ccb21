/** Grants API: privileges per principal on a securable, added to and removed from. */
import { doesNotExist, invalidParameter } from '../errors';
import {
  COLLECTIONS,
  isApplicable,
  isSecurableType,
  normalizePrivilege,
  parentsOf,
  securableTypes,
} from '../privileges';
import type { Call, Routes } from '../routes';
import type { Entity } from '../state';
import { missingSecurable } from './securables';

interface Target {
  readonly type: string;
  readonly fullName: string;
}

/** The securable that the path names; it must exist. */
async function target({ ws, params }: Call): Promise<Target> {
  const type = params.type!.toLowerCase().replaceAll('-', '_');
  if (!isSecurableType(type)) {
    throw invalidParameter(
      `Securable type must be one of ${securableTypes().join(', ')}, got: ${params.type}`,
    );
  }
  const fullName = params.name!.toLowerCase();
  const collection = COLLECTIONS[type];
  if (collection && !ws.state.collection(collection).has(fullName))
    throw missingSecurable(type, fullName);
  if (type === 'metastore' && fullName !== ws.state.metastoreId)
    throw missingSecurable(type, fullName);
  if (type === 'table' && !(await ws.tables.describe(fullName)))
    throw missingSecurable(type, fullName);
  return { type, fullName };
}

function assignments({ ws }: Call, { type, fullName }: Target): Record<string, string[]> {
  return ws.state.collection('grants').get(`${type}/${fullName}`)?.privileges ?? {};
}

function view(call: Call, granted: Record<string, string[]>): Entity {
  const wanted = call.query.principal;
  const privilege_assignments = Object.entries(granted)
    .filter(([principal]) => wanted === undefined || principal === wanted)
    .map(([principal, privileges]) => ({ principal, privileges }));
  return privilege_assignments.length > 0 ? { privilege_assignments } : {};
}

function checked(call: Call, type: string, privileges: unknown): string[] {
  if (privileges === undefined || privileges === null) return [];
  if (!Array.isArray(privileges)) {
    throw invalidParameter(`Privileges must be a list, got: ${JSON.stringify(privileges)}`);
  }
  return privileges.map((given) => {
    const privilege = normalizePrivilege(String(given));
    if (!isApplicable(privilege, type)) {
      throw invalidParameter(
        `Privilege ${privilege} is not applicable to this entity [${call.params.name}:${type.toUpperCase()}]`,
      );
    }
    return privilege;
  });
}

async function update(call: Call): Promise<Entity> {
  const { ws, body } = call;
  const on = await target(call);
  const granted = { ...assignments(call, on) };
  for (const change of body.changes ?? []) {
    const principal = String(change.principal ?? '');
    const remove = checked(call, on.type, change.remove);
    const add = checked(call, on.type, change.add);
    if (add.length > 0 && !ws.principals.isKnown(principal)) {
      throw doesNotExist(
        `Could not find principal with name ${principal}`,
        'PRINCIPAL_DOES_NOT_EXIST',
      );
    }
    const kept = (granted[principal] ?? []).filter((privilege) => !remove.includes(privilege));
    const privileges = [...new Set([...kept, ...add])].sort();
    if (privileges.length > 0) granted[principal] = privileges;
    else delete granted[principal];
  }
  ws.state.collection('grants').set(`${on.type}/${on.fullName}`, { privileges: granted });
  return view(call, granted);
}

async function effective(call: Call): Promise<Entity> {
  const on = await target(call);
  const found: Record<string, Entity[]> = {};
  for (const from of [on, ...parentsOf(on.fullName)]) {
    for (const [principal, privileges] of Object.entries(assignments(call, from))) {
      for (const privilege of privileges) {
        if (!isApplicable(privilege, on.type)) continue;
        const inherited =
          from === on
            ? {}
            : { inherited_from_type: from.type.toUpperCase(), inherited_from_name: from.fullName };
        (found[principal] ??= []).push({ privilege, ...inherited });
      }
    }
  }
  const wanted = call.query.principal;
  const privilege_assignments = Object.entries(found)
    .filter(([principal]) => wanted === undefined || principal === wanted)
    .map(([principal, privileges]) => ({ principal, privileges }));
  return { privilege_assignments };
}

const UC = '/api/2.1/unity-catalog';

export const grantRoutes: Routes = {
  [`GET ${UC}/permissions/:type/:name`]: async (call) =>
    view(call, assignments(call, await target(call))),
  [`PATCH ${UC}/permissions/:type/:name`]: update,
  [`GET ${UC}/effective-permissions/:type/:name`]: effective,
};
