/** Checks of permission levels on objects with an access control list. */
import { permissionDenied } from '../../../core/errors';
import type { Principal } from '../../../core/identity/principals';
import type { Workspace } from '../../../core/workspace';
import { acls, principalOf } from './acl';
import { inheritedEntries, ownFixedEntries } from './tree-inheritance';

/**
 * Returns true if `principal` has `level` or a higher one on the object: by its list, by the lists of the
 * folders above it, as its creator, or as an admin of the workspace.
 *
 * @param type as in the path of its permissions: `serving-endpoints`
 */
export function hasLevel(
  ws: Workspace,
  principal: Principal,
  type: string,
  id: string,
  level: string,
): boolean {
  const { levels, creator, path } = ws.objectTypes[type]!;
  if (ws.principals.isAdmin(principal) || creator(ws.state, id) === principal.name) return true;
  const identity = ws.principals.identity(principal.name);
  const own = acls(ws.state).get(`${type}/${id}`)?.entries ?? [];
  const at = path?.(ws.state, id);
  const passedOn =
    at === undefined ? [] : [...ownFixedEntries(ws, at), ...inheritedEntries(ws, at)];
  const entries = [...own, ...passedOn.map(({ entry }) => entry)];
  return entries.some(
    (entry) =>
      levels.indexOf(entry.permission_level) >= levels.indexOf(level) &&
      identity?.answersTo(principalOf(entry)),
  );
}

/** @throws ApiError 403 if `principal` does not have `level` on the object; `noun` names it */
export function requireLevel(
  ws: Workspace,
  principal: Principal,
  [type, id]: readonly [type: string, id: string],
  level: string,
  noun: string,
): void {
  if (hasLevel(ws, principal, type, id, level)) return;
  throw permissionDenied(`${principal.name} does not have ${level} on ${noun}`);
}
