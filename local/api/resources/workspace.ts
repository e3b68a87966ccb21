/** Workspace API: the tree of folders, notebooks and files. */
import { doesNotExist, requireString } from '../errors';
import { isTrue, type Call, type Routes } from '../routes';

async function exportObject({ ws, query, reply }: Call): Promise<unknown> {
  const object = ws.files.get(requireString(query, 'path'));
  const content = await ws.files.read(object);
  if (!isTrue(query.direct_download)) {
    return { content: content.toString('base64'), file_type: object.language?.toLowerCase() };
  }
  return reply.header('content-type', 'application/octet-stream').send(content);
}

export const workspaceRoutes: Routes = {
  'GET /api/2.0/workspace/get-status': ({ ws, query }) =>
    ws.files.status(ws.files.get(requireString(query, 'path'))),
  'GET /api/2.0/workspace/list': ({ ws, query }) => {
    const object = ws.files.get(requireString(query, 'path'));
    const found = object.object_type === 'DIRECTORY' ? ws.files.children(object.path) : [object];
    const since = Number(query.notebooks_modified_after ?? 0);
    const objects = found
      .filter((o) => o.object_type !== 'NOTEBOOK' || o.modified_at >= since)
      .map((o) => ws.files.status(o));
    return objects.length > 0 ? { objects } : {};
  },
  'GET /api/2.0/workspace/export': exportObject,
  'POST /api/2.0/workspace/mkdirs': ({ ws, body }) => {
    ws.files.ensureDirectory(requireString(body, 'path'));
    return {};
  },
  'POST /api/2.0/workspace/delete': ({ ws, body }) => {
    const path = requireString(body, 'path');
    const object = ws.files.find(path);
    if (!object) throw doesNotExist(`Path (${path}) doesn't exist.`);
    ws.files.delete(path, isTrue(body.recursive));
    return {};
  },
};
