import { Problems, show } from './problems';
import { NO_DEFAULTS, type Topic } from './topic';

/** The workspace, and the sign-in to it. */
export interface WorkspaceSettings {
  /** @default - DATABRICKS_HOST, or the host of the profile */
  readonly workspaceHost?: string;
  /** @default - DATABRICKS_CONFIG_PROFILE */
  readonly workspaceProfile?: string;
  /** @default - DATABRICKS_CONFIG_FILE, else `~/.databrickscfg` */
  readonly workspaceConfigFile?: string;
  /** @default - the limit of the provider: 15 requests a second */
  readonly requestsPerSecond?: number;
  /**
   * The workspace folder of the deployed notebooks and SQL files. It is outside `/Shared`, `/Users`
   * and `/Repos`: objects there inherit permissions with which users can change them.
   */
  readonly workspaceRoot: string;
}

/** Settings of the workspace. */
export const WORKSPACE: Topic<WorkspaceSettings> = {
  names: {
    workspaceHost: true,
    workspaceProfile: true,
    workspaceConfigFile: true,
    requestsPerSecond: true,
    workspaceRoot: true,
  },
  resolve: NO_DEFAULTS,
  problems: (settings) => {
    const problems = new Problems(settings);
    problems.matches(
      'workspaceRoot',
      /^(\/[A-Za-z0-9._@-]+)+$/,
      'not an absolute workspace path without a final slash',
    );
    if (problems.has('requestsPerSecond')) problems.within('requestsPerSecond', 1, 10_000);
    if (problems.has('workspaceHost')) {
      const host = /^https?:\/\/[^/\s]+\/?$/;
      problems.matches('workspaceHost', host, 'not the URL of a workspace');
    }
    return [...problems.all, ...rootProblems(settings.workspaceRoot)];
  },
};

/**
 * Folders of the workspace below which users can change objects, with any permissions of the object:
 * all users have CAN_MANAGE in `Shared`, and a principal has it in its home folder (Databricks
 * documentation, "Workspace browser": special folders; "Access control lists": folder ACLs).
 * Objects inherit these permissions, so `databricks_permissions` cannot remove them.
 */
const USER_WRITABLE_FOLDERS = ['/Shared', '/Users', '/Repos'] as const;

function rootProblems(workspaceRoot: string): string[] {
  const path = String(workspaceRoot).replace(/^\/Workspace(?=\/|$)/, '');
  const parent = USER_WRITABLE_FOLDERS.find(
    (folder) => path === folder || path.startsWith(`${folder}/`),
  );
  if (parent === undefined) return [];
  return [
    `\`workspaceRoot\`: below ${parent}, where users can change the code of jobs, ` +
      `got ${show(workspaceRoot)}. Set a folder below the root, such as /lakehouse`,
  ];
}
