/** Grants API: privileges per principal on a securable, added to and removed from. */
import type { Named } from '../../core/cluster/statement-access';
import { invalidParameter } from '../../core/errors';
import { type JsonObject, objectsIn, textIn } from '../../core/json';
import type { Call, Routes } from '../../core/routes';
import { Access, securable } from './access/access';
import { applicable, changeGrants, effectiveGrants } from './access/grants';
import { COLLECTIONS, isSecurableType, securableTypes } from './access/privileges';
import { missingSecurable } from './securables';
import { TableDescriptions } from './table-descriptions';

/** Returns true if the caller asks for grants of itself or of one of its groups. */
function asksOfItself({ ws, principal, query }: Call): boolean {
  const asker = ws.principals.identity(principal.name);
  return query.principal !== undefined && (asker?.answersTo(query.principal) ?? false);
}

/** The securable that the path names; it must exist, and be the caller's to manage, or to ask of. */
async function target(call: Call, may: 'manage' | 'read' = 'manage'): Promise<Named> {
  const { ws, params } = call;
  const type = params.type!.toLowerCase().replaceAll('-', '_');
  if (!isSecurableType(type)) {
    throw invalidParameter(
      `Securable type: must be one of ${securableTypes().join(', ')}, got ${params.type}`,
    );
  }
  const on = securable(type, params.name!);
  const exists = await isThere(call, on);
  if (may === 'manage' || !asksOfItself(call)) {
    ws.get(Access).require(call.principal, 'OWNER', on, exists);
  }
  if (!exists) throw missingSecurable(type, on.full_name);
  return on;
}

async function isThere({ ws }: Call, on: Named): Promise<boolean> {
  const { securable_type: type, full_name: fullName } = on;
  if (type === 'metastore') return fullName === ws.state.metastoreId;
  if (type === 'table') return (await ws.get(TableDescriptions).describe(fullName)) !== undefined;
  return !COLLECTIONS[type] || ws.get(Access).tree.knows(on);
}

function view(call: Call, granted: Readonly<Record<string, readonly string[]>>): JsonObject {
  const wanted = call.query.principal;
  const privilege_assignments = Object.entries(granted)
    .filter(([principal]) => wanted === undefined || principal === wanted)
    .map(([principal, privileges]) => ({ principal, privileges }));
  return privilege_assignments.length > 0 ? { privilege_assignments } : {};
}

function privileges(on: Named, given: unknown): string[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) {
    throw invalidParameter(`Privileges: must be a list, got ${JSON.stringify(given)}`);
  }
  return applicable(on, given.map(String));
}

async function update(call: Call): Promise<JsonObject> {
  const { ws, body } = call;
  const on = await target(call);
  const changes = objectsIn(body, 'changes').map((change) => ({
    principal: textIn(change, 'principal') ?? '',
    remove: privileges(on, change.remove),
    add: privileges(on, change.add),
  }));
  return view(call, changeGrants(ws.get(Access).tree, ws.principals, on, changes));
}

async function effective(call: Call): Promise<JsonObject> {
  const on = await target(call, 'read');
  const found: Record<string, JsonObject[]> = {};
  for (const { principal, privilege, from } of effectiveGrants(call.ws.get(Access).tree, on)) {
    const inherited =
      from === on
        ? {}
        : {
            inherited_from_type: from.securable_type.toUpperCase(),
            inherited_from_name: from.full_name,
          };
    (found[principal] ??= []).push({ privilege, ...inherited });
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
    view(call, call.ws.get(Access).tree.grantsOn(await target(call, 'read'))),
  [`PATCH ${UC}/permissions/:type/:name`]: update,
  [`GET ${UC}/effective-permissions/:type/:name`]: effective,
};
