/** Content of a workspace before the first deployment. */
import { ADMIN_USER, ADMINS } from '../../core/identity/principals';
import type { Workspace } from '../../core/workspace';

const ADMIN_ENTITLEMENTS = ['workspace-access', 'databricks-sql-access', 'allow-cluster-create'];

/** Adds the admin user, the system groups and the root folders where they are missing. */
export function seed(workspace: Workspace): void {
  const { state, files } = workspace;
  const users = state.collection('users');
  const groups = state.collection('groups');
  let admin = users.find((user) => user.userName === ADMIN_USER);
  if (!admin) {
    const id = String(state.nextId());
    admin = users.set(id, {
      id,
      userName: ADMIN_USER,
      displayName: ADMIN_USER,
      emails: [{ value: ADMIN_USER, type: 'work', primary: true }],
      active: true,
      entitlements: [{ value: 'allow-cluster-create' }],
    });
  }
  const systemGroups = [
    {
      displayName: ADMINS,
      entitlements: ADMIN_ENTITLEMENTS,
      members: [{ value: admin.id, display: ADMIN_USER }],
    },
    {
      displayName: 'users',
      entitlements: ['workspace-access', 'databricks-sql-access'],
      members: [],
    },
  ];
  for (const { displayName, entitlements, members } of systemGroups) {
    if (workspace.principals.groupByName(displayName)) continue;
    const id = String(state.nextId());
    groups.set(id, {
      id,
      displayName,
      members,
      entitlements: entitlements.map((value) => ({ value })),
      meta: { resourceType: 'WorkspaceGroup' },
    });
  }
  for (const path of ['/Shared', '/Users', `/Users/${ADMIN_USER}`]) files.ensureDirectory(path);
}
