/** Workspace API: the tree of folders, notebooks and files. */
import { doesNotExist, requireString } from '../../core/errors';
import { type Call, isTrue, type Routes } from '../../core/routes';
import { requireMkdirs, requireOnObject } from './tree-access';
import { WorkspaceFiles } from './workspace-files';

async function exportObject({ ws, principal, query, reply }: Call): Promise<unknown> {
  const object = ws.get(WorkspaceFiles).get(requireString(query, 'path'));
  requireOnObject(ws, principal, object, 'CAN_READ');
  const content = await ws.get(WorkspaceFiles).read(object);
  if (!isTrue(query.direct_download)) {
    return { content: content.toString('base64'), file_type: object.language?.toLowerCase() };
  }
  return reply.header('content-type', 'application/octet-stream').send(content);
}

export const workspaceRoutes: Routes = {
  'GET /api/2.0/workspace/get-status': ({ ws, query }) =>
    ws.get(WorkspaceFiles).status(ws.get(WorkspaceFiles).get(requireString(query, 'path'))),
  'GET /api/2.0/workspace/list': ({ ws, query }) => {
    const object = ws.get(WorkspaceFiles).get(requireString(query, 'path'));
    const found =
      object.object_type === 'DIRECTORY' ? ws.get(WorkspaceFiles).children(object.path) : [object];
    const since = Number(query.notebooks_modified_after ?? 0);
    const objects = found
      .filter((o) => o.object_type !== 'NOTEBOOK' || o.modified_at >= since)
      .map((o) => ws.get(WorkspaceFiles).status(o));
    return objects.length > 0 ? { objects } : {};
  },
  'GET /api/2.0/workspace/export': exportObject,
  'POST /api/2.0/workspace/mkdirs': ({ ws, principal, body }) => {
    const path = requireString(body, 'path');
    requireMkdirs(ws, principal, path);
    ws.get(WorkspaceFiles).ensureDirectory(path, principal.name);
    return {};
  },
  'POST /api/2.0/workspace/delete': ({ ws, principal, body }) => {
    const path = requireString(body, 'path');
    const object = ws.get(WorkspaceFiles).find(path);
    if (!object) throw doesNotExist(`Path (${path}) doesn't exist.`);
    requireOnObject(ws, principal, object, 'CAN_MANAGE');
    ws.get(WorkspaceFiles).delete(path, isTrue(body.recursive));
    return {};
  },
};
