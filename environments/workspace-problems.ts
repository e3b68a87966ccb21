import type { LakehouseSettings } from './settings';
import { show } from './show';

/**
 * Folders of the workspace below which users can change objects, whatever permissions an object has:
 * all users have CAN_MANAGE in `Shared`, and a principal has it in its home folder (Databricks
 * documentation, "Workspace browser": special folders; "Access control lists": folder ACLs).
 * Objects inherit these permissions, so `databricks_permissions` cannot take them away.
 */
export const USER_WRITABLE_FOLDERS = ['/Shared', '/Users', '/Repos'] as const;

/** Problems of the folder that code is deployed to. */
export function workspaceProblems({ workspaceRoot }: LakehouseSettings): string[] {
  const path = String(workspaceRoot).replace(/^\/Workspace(?=\/|$)/, '');
  const parent = USER_WRITABLE_FOLDERS.find(
    (folder) => path === folder || path.startsWith(`${folder}/`),
  );
  if (parent === undefined) return [];
  return [
    `\`workspaceRoot\` must be outside ${parent}, where users can change the code that jobs run, ` +
      `got: ${show(workspaceRoot)}. Set a folder below the root, such as /lakehouse`,
  ];
}
