/** The workspace tree, its permissions, and the Permissions API of all objects. */
import { ADMIN_USER } from '../../core/identity/principals';
import type { Service } from '../../core/service';
import { workspaceActions } from './actions';
import { gitFolderRoutes } from './git-folders';
import { objectPermissionRoutes } from './permissions/object-permissions';
import { treeObjectTypes } from './permissions/tree-object-types';
import { workspaceRoutes } from './routes';
import { workspaceConfRoutes } from './workspace-conf';
import { WorkspaceFiles } from './workspace-files';
import { addWorkspaceImport, importFileRoutes } from './workspace-import';

export const workspace: Service = {
  name: 'workspace',
  routes: {
    ...workspaceRoutes,
    ...objectPermissionRoutes,
    ...workspaceConfRoutes,
    ...gitFolderRoutes,
  },
  streamRoutes: importFileRoutes,
  register: addWorkspaceImport,
  actions: workspaceActions,
  objectTypes: treeObjectTypes,
  open: (ws) => {
    const tree = ws.get(WorkspaceFiles);
    for (const path of ['/Shared', '/Users', `/Users/${ADMIN_USER}`]) tree.ensureDirectory(path);
  },
};
