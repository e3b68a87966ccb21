/** Checks of the workspace folder that code is deployed to. */
import { dirname } from 'node:path/posix';

import { type Check, fail, type Finding, ok } from './check';
import type { Context } from './context';

interface AccessControl {
  readonly access_control_list?: readonly {
    readonly user_name?: string;
    readonly group_name?: string;
    readonly service_principal_name?: string;
    readonly all_permissions?: readonly { readonly permission_level?: string }[];
  }[];
}

/** Levels that let a principal change the objects in a folder. */
const WRITES = ['CAN_EDIT', 'CAN_MANAGE'];
const ADMINS = 'admins';

/** Returns the folder at `path`, or the nearest one above it that exists. */
async function nearestFolder(
  context: Context,
  path: string,
): Promise<{ path: string; id: number }> {
  const found = await context.find<{ object_id: number }>('/api/2.0/workspace/get-status', {
    path,
  });
  if (found) return { path, id: found.object_id };
  return path === '/' ? { path, id: 0 } : nearestFolder(context, dirname(path));
}

/** Principals other than the caller and the workspace admins that can change the folder. */
async function writersOf(context: Context, id: number): Promise<string[]> {
  const { userName } = await context.me();
  const access = await context.get<AccessControl>(`/api/2.0/permissions/directories/${id}`);
  return (access.access_control_list ?? [])
    .filter((entry) =>
      (entry.all_permissions ?? []).some(({ permission_level: level }) =>
        WRITES.includes(level ?? ''),
      ),
    )
    .map((entry) => entry.group_name ?? entry.user_name ?? entry.service_principal_name ?? '')
    .filter((name) => name !== ADMINS && name !== userName);
}

async function workspaceFolder(context: Context): Promise<Finding> {
  const { workspaceRoot } = context.settings;
  const folder = await nearestFolder(context, workspaceRoot);
  // only workspace admins create objects in the root, and its permissions are not inherited below it
  if (folder.path === '/') return ok(`${workspaceRoot} does not exist yet`);
  const writers = await writersOf(context, folder.id);
  return writers.length === 0
    ? ok(`${folder.path}: only ${ADMINS} and the deploying principal can change it`)
    : fail(
        `${folder.path} can be changed by ${writers.join(', ')}`,
        `remove CAN_EDIT and CAN_MANAGE from them on ${folder.path}, or set \`workspaceRoot\` to another folder`,
      );
}

export const workspaceFolderChecks: readonly Check[] = [
  { name: 'workspace folder', needs: ['sign-in'], run: workspaceFolder },
];
