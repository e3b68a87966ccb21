/** Actions on the workspace's files and on the permissions of its objects. */
import { action, type Actions, type Asked, type Describe } from '../../core/audit/action';
import { WorkspaceFiles } from './workspace-files';

const importAction: Describe = (asked) => [
  // the fields of a form are not read yet: its handler adds the path
  { service: 'workspace', name: 'workspaceImport', params: { path: asked.body.path } },
];

/** A path of the workspace's tree that is the rest of the request's path. */
const importFile: Describe = ({ params }) => [
  { service: 'workspace', name: 'workspaceImport', params: { path: `/${params['*']}` } },
];

/** The type of the deleted object decides the action. */
function deleteObject(asked: Asked): ReturnType<Describe> {
  const { path, recursive } = asked.body;
  const found = typeof path === 'string' ? asked.ws.get(WorkspaceFiles).find(path) : undefined;
  const isNotebook = found?.object_type === 'NOTEBOOK';
  const isFile = found?.object_type === 'FILE';
  const name = isNotebook ? 'deleteNotebook' : isFile ? 'fileDelete' : 'deleteFolder';
  return [{ service: isFile ? 'workspace' : 'notebook', name, params: { path, recursive } }];
}

const WORKSPACE_ACL = ['workspace', 'changeWorkspaceAcl'] as const;

function changePermissions({ ws, params, body }: Asked): ReturnType<Describe> {
  const segments = params['*']!.split('/').filter((segment) => segment !== '');
  const resourceId = segments.at(-1);
  const type = segments.slice(0, -1).join('/');
  const [service, name] = ws.objectTypes[type]?.aclAction ?? WORKSPACE_ACL;
  const aclPermissionSet = body.access_control_list;
  return [
    {
      service,
      name,
      params: { resourceId, aclPermissionSet, aclChangeResourceName: segments.join('/') },
    },
  ];
}

export const workspaceActions: Actions = {
  'PATCH /workspace-conf': ({ body }) =>
    Object.keys(body).map((key) => ({
      service: 'workspace',
      name: 'workspaceConfEdit',
      params: { workspaceConfKeys: key, workspaceConfValues: body[key] },
    })),
  'POST /repos': action('repos', 'createRepo', 'url', 'path'),
  'PATCH /repos/:id': action('repos', 'updateRepo', 'id'),
  'DELETE /repos/:id': action('repos', 'deleteRepo', 'id'),
  'POST /workspace/import': importAction,
  'POST /workspace-files/import-file/*': importFile,
  'GET /workspace/export': action(
    'workspace',
    'workspaceExport',
    'notebookFullPath=path',
    'workspaceExportFormat=format',
    'workspaceExportDirectDownload=direct_download',
  ),
  'POST /workspace/mkdirs': action('notebook', 'createFolder', 'path'),
  'POST /workspace/delete': deleteObject,
  'PUT /permissions/*': changePermissions,
  'PATCH /permissions/*': changePermissions,
};
