/** Identities that every workspace has before the first deployment. */
import { ADMIN_USER, ADMINS } from '../../core/identity/principals';
import type { Workspace } from '../../core/workspace';

const ADMIN_ENTITLEMENTS = ['workspace-access', 'databricks-sql-access', 'allow-cluster-create'];

/** Adds the admin user and the system groups where they are missing. */
export function addSystemIdentities({ state, principals }: Workspace): void {
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
    if (principals.groupByName(displayName)) continue;
    const id = String(state.nextId());
    groups.set(id, {
      id,
      displayName,
      members,
      entitlements: entitlements.map((value) => ({ value })),
      meta: { resourceType: 'WorkspaceGroup' },
    });
  }
}
