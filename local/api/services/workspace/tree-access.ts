/** Checks of a principal's level of access to the workspace tree. */
import { dirname } from 'node:path/posix';

import { doesNotExist, permissionDenied } from '../../core/errors';
import { ADMINS, type Principal } from '../../core/identity/principals';
import type { Workspace } from '../../core/workspace';
import { hasLevel } from './permissions/object-access';
import {
  normalizeWorkspacePath,
  PERMISSION_TYPES,
  WorkspaceFiles,
  type WorkspaceObject,
} from './workspace-files';

/** @throws ApiError 403 where `principal` does not have `level` on the object of the tree */
export function requireOnObject(
  ws: Workspace,
  principal: Principal,
  object: WorkspaceObject,
  level: string,
): void {
  const type = PERMISSION_TYPES[object.object_type];
  if (hasLevel(ws, principal, type, String(object.object_id), level)) return;
  throw permissionDenied(`${principal.name} does not have ${level} on ${object.path}`);
}

/**
 * Checks that `principal` may create an object in a folder. Only members of `admins` create objects
 * in the root folder.
 *
 * @throws ApiError 403 otherwise; 404 where the folder does not exist
 */
export function requireInFolder(ws: Workspace, principal: Principal, folder: string): void {
  const found = ws.get(WorkspaceFiles).find(folder);
  if (found?.object_type !== 'DIRECTORY') {
    throw doesNotExist(`The parent folder (${folder}) does not exist.`);
  }
  if (found.path !== '/') return requireOnObject(ws, principal, found, 'CAN_MANAGE');
  if (ws.principals.isAdmin(principal)) return;
  throw permissionDenied(`Only members of ${ADMINS} can create objects in the workspace root`);
}

/** Checks that `principal` may create or replace the object at `path`. */
export function requireWrite(ws: Workspace, principal: Principal, path: string): void {
  const normal = normalizeWorkspacePath(path);
  const present = ws.get(WorkspaceFiles).find(normal);
  if (present) return requireOnObject(ws, principal, present, 'CAN_EDIT');
  requireInFolder(ws, principal, dirname(normal));
}

/** Checks that `principal` may create the folders of `path` that do not exist. */
export function requireMkdirs(ws: Workspace, principal: Principal, path: string): void {
  let folder = normalizeWorkspacePath(path);
  if (ws.get(WorkspaceFiles).find(folder)) return;
  while (!ws.get(WorkspaceFiles).find(folder)) folder = dirname(folder);
  requireInFolder(ws, principal, folder);
}
