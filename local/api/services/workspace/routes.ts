/** Workspace API: the tree of folders, notebooks and files. */
import { basename, extname } from 'node:path/posix';

import { doesNotExist, invalidParameter, requireString } from '../../core/errors';
import { type Call, isTrue, type Routes } from '../../core/routes';
import { LANGUAGES, toJupyter, withHeader } from './notebook-format';
import { requireMkdirs, requireOnObject } from './tree-access';
import { WorkspaceFiles, type WorkspaceObject } from './workspace-files';

const EXPORT_FORMATS = ['SOURCE', 'AUTO', 'RAW', 'JUPYTER'];

async function exportObject({ ws, principal, query, reply }: Call): Promise<unknown> {
  const object = ws.get(WorkspaceFiles).get(requireString(query, 'path'));
  requireOnObject(ws, principal, object, 'CAN_READ');
  // an empty one, as the official CLI sends, is the default
  const format = query.format || 'SOURCE';
  if (!EXPORT_FORMATS.includes(format)) {
    throw invalidParameter(
      `\`format\`: must be ${EXPORT_FORMATS.join(', ')} in the local workspace, got ${format}`,
    );
  }
  const { content, extension } = exported(
    object,
    await ws.get(WorkspaceFiles).read(object),
    format,
  );
  if (!isTrue(query.direct_download)) {
    return { content: content.toString('base64'), file_type: extension };
  }
  return reply.header('content-type', 'application/octet-stream').send(content);
}

/** The content of an object in a format, and the extension of its file. */
function exported(
  { path, language }: WorkspaceObject,
  content: Buffer,
  format: string,
): { content: Buffer; extension: string } {
  if (language === undefined) {
    if (format === 'JUPYTER') {
      throw invalidParameter(`Path (${path}): only notebooks can be exported in format JUPYTER`);
    }
    return { content, extension: extname(path).slice(1) };
  }
  if (format === 'JUPYTER') {
    return { content: toJupyter(content, language, basename(path)), extension: 'ipynb' };
  }
  return {
    content: withHeader(content, language),
    extension: LANGUAGES[language]!.extension.slice(1),
  };
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
