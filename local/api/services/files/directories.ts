/** Files API: the folders of Unity Catalog volumes. */
import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

import { ApiError, doesNotExist, invalidParameter } from '../../core/errors';
import { type Call, page, type Routes } from '../../core/routes';
import { statOrUndefined } from './stat';
import { resolveVolumePath } from './volume-paths';

const DEFAULT_PAGE_SIZE = 1000;

function noSuchDirectory(path: string): ApiError {
  return doesNotExist(`The directory being accessed is not found: ${path}`, 'NOT_FOUND');
}

async function listDirectory({ ws, principal, params, query }: Call): Promise<unknown> {
  const { path, disk } = resolveVolumePath(ws, principal, 'READ_VOLUME', params['*']!);
  if (!(await statOrUndefined(disk))?.isDirectory()) throw noSuchDirectory(path);
  const entries = await readdir(disk, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, next_page_token } = page(entries, query, 'page_size', DEFAULT_PAGE_SIZE);
  const contents = await Promise.all(
    items.map(async (entry) => {
      const stats = await statOrUndefined(join(disk, entry.name));
      // deleted since the folder was read
      if (!stats) return [];
      const isDirectory = entry.isDirectory();
      const item = {
        path: `${path}/${entry.name}`,
        name: entry.name,
        is_directory: isDirectory,
        ...(isDirectory ? {} : { file_size: stats.size, last_modified: Math.floor(stats.mtimeMs) }),
      };
      return [item];
    }),
  );
  return { contents: contents.flat(), ...(next_page_token ? { next_page_token } : {}) };
}

async function createDirectory({ ws, principal, params, reply }: Call): Promise<unknown> {
  const { path, disk } = resolveVolumePath(ws, principal, 'WRITE_VOLUME', params['*']!);
  if ((await statOrUndefined(disk))?.isFile()) {
    throw new ApiError(409, 'ALREADY_EXISTS', `A file exists at ${path}`);
  }
  await mkdir(disk, { recursive: true });
  return reply.status(204).send();
}

async function deleteDirectory({ ws, principal, params, reply }: Call): Promise<unknown> {
  const { path, disk, isVolumeRoot } = resolveVolumePath(
    ws,
    principal,
    'WRITE_VOLUME',
    params['*']!,
  );
  if (isVolumeRoot)
    throw invalidParameter(`The folder of a volume is deleted with the volume: ${path}`);
  if (!(await statOrUndefined(disk))?.isDirectory()) throw noSuchDirectory(path);
  try {
    await rmdir(disk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    throw new ApiError(400, 'FAILED_PRECONDITION', `The directory is not empty: ${path}`);
  }
  return reply.status(204).send();
}

async function directoryMetadata({ ws, principal, params, reply }: Call): Promise<unknown> {
  const { path, disk } = resolveVolumePath(ws, principal, 'READ_VOLUME', params['*']!);
  if (!(await statOrUndefined(disk))?.isDirectory()) throw noSuchDirectory(path);
  return reply.status(200).send();
}

export const directoryRoutes: Routes = {
  'GET /api/2.0/fs/directories/*': listDirectory,
  'PUT /api/2.0/fs/directories/*': createDirectory,
  'DELETE /api/2.0/fs/directories/*': deleteDirectory,
  'HEAD /api/2.0/fs/directories/*': directoryMetadata,
};
