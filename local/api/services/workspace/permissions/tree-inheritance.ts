/**
 * Permissions that objects of the workspace tree inherit from the folders above them.
 *
 * Sources: Databricks documentation "Access control lists" (folder ACLs; objects in a folder inherit
 * its permissions) and "Workspace browser" (special folders); terraform-provider-databricks
 * docs/resources/permissions.md ("Folder usage": every user has CAN_MANAGE in Shared).
 */
import { dirname } from 'node:path/posix';

import type { Workspace } from '../../../core/workspace';
import { WorkspaceFiles } from '../workspace-files';
import { type AclEntry, acls } from './acl';

/** A permission that a folder passes on. */
export interface InheritedEntry {
  readonly entry: AclEntry;
  /** The folder, as answers name it: `/directories/12`. */
  readonly from: string;
}

const SHARED = '/Shared';
const HOME = /^\/Users\/([^/]+)$/;

/** The permissions that the platform gives for a special folder, and that no request removes. */
function fixedEntries(ws: Workspace, path: string): AclEntry[] {
  if (path === SHARED) return [{ group_name: 'users', permission_level: 'CAN_MANAGE' }];
  const owner = HOME.exec(path)?.[1];
  const principal = owner === undefined ? undefined : ws.principals.byName(owner);
  if (!principal) return [];
  const field = principal.kind === 'user' ? 'user_name' : 'service_principal_name';
  return [{ [field]: principal.name, permission_level: 'CAN_MANAGE' }];
}

/** The permissions that an object at `path` inherits, from the nearest folder to the root. */
export function inheritedEntries(ws: Workspace, path: string): InheritedEntry[] {
  const found: InheritedEntry[] = [];
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const id = ws.get(WorkspaceFiles).find(folder)?.object_id;
    const own = acls(ws.state).get(`directories/${id}`)?.entries ?? [];
    const from = `/directories/${id}`;
    found.push(...[...fixedEntries(ws, folder), ...own].map((entry) => ({ entry, from })));
    if (folder === '/') return found;
  }
}

/** The permissions of the special folder itself, beside those that were set on it. */
export function ownFixedEntries(ws: Workspace, path: string): InheritedEntry[] {
  return fixedEntries(ws, path).map((entry) => ({ entry, from: '/directories/' }));
}
