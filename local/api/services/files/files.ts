/** Files API: the files of Unity Catalog volumes. Bodies go to and from disk as streams. */
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, type Stats } from 'node:fs';
import { link, mkdir, open, rename, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { alreadyExists, ApiError, doesNotExist, invalidParameter } from '../../core/errors';
import { type Call, isTrue, type Routes } from '../../core/routes';
import { fileUploadSessions } from './file-uploads';
import { statOrUndefined } from './stat';
import { resolveVolumePath } from './volume-paths';

function noSuchFile(path: string): ApiError {
  return doesNotExist(`The file being accessed is not found: ${path}`, 'NOT_FOUND');
}

/** HTTP dates have whole seconds; the answer of HEAD and GET is the same for the same file. */
function fileHeaders(stats: Stats): Record<string, string> {
  return {
    'content-type': 'application/octet-stream',
    'last-modified': new Date(Math.floor(stats.mtimeMs / 1000) * 1000).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

/** Receives the file under another name, flushes it, then moves it in: a part is never seen. */
async function upload({ ws, principal, params, query, request, reply }: Call): Promise<unknown> {
  const { path, disk, isVolumeRoot } = resolveVolumePath(
    ws,
    principal,
    'WRITE_VOLUME',
    params['*']!,
  );
  if (isVolumeRoot || request.url.split('?')[0]!.endsWith('/')) {
    throw invalidParameter(`File path: must name a file in a volume, got ${path}`);
  }
  const present = await statOrUndefined(disk);
  if (present?.isDirectory())
    throw alreadyExists(`A directory exists at ${path}`, 'ALREADY_EXISTS');
  const overwrite = isTrue(query.overwrite);
  if (present && !overwrite) throw fileExists(path);
  const temporary = join(ws.home.uploads, randomUUID());
  try {
    await pipeline(request.raw, createWriteStream(temporary));
    const file = await open(temporary, 'r+');
    await file.sync().finally(() => file.close());
    await mkdir(dirname(disk), { recursive: true });
    if (overwrite) await rename(temporary, disk);
    else await link(temporary, disk);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw fileExists(path);
    if (code === 'ENOTDIR')
      throw invalidParameter(`A part of the path is a file, not a directory: ${path}`);
    if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
      throw new ApiError(400, 'BAD_REQUEST', `The upload of ${path} ended before all of it came`);
    }
    throw error;
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
  return reply.status(204).send();
}

function fileExists(path: string): ApiError {
  return new ApiError(409, 'ALREADY_EXISTS', `The file being created already exists: ${path}`);
}

function parseRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(size - 1, Number(match[2]));
  if (start >= size || start > end) {
    throw new ApiError(
      416,
      'OUT_OF_RANGE',
      `The range ${header} is outside the file of ${size} bytes`,
    );
  }
  return { start, end };
}

async function download({ ws, principal, params, request, reply }: Call): Promise<unknown> {
  const { path, disk } = resolveVolumePath(ws, principal, 'READ_VOLUME', params['*']!);
  const stats = await statOrUndefined(disk);
  if (!stats?.isFile()) throw noSuchFile(path);
  reply.headers(fileHeaders(stats));
  const unmodified = request.headers['if-unmodified-since'];
  if (unmodified && Math.floor(stats.mtimeMs / 1000) * 1000 > Date.parse(unmodified)) {
    throw new ApiError(
      412,
      'FAILED_PRECONDITION',
      `The file was changed since ${unmodified}: ${path}`,
    );
  }
  const range = parseRange(request.headers.range, stats.size);
  if (!range) {
    return reply.header('content-length', stats.size).send(createReadStream(disk));
  }
  return reply
    .status(206)
    .header('content-length', range.end - range.start + 1)
    .header('content-range', `bytes ${range.start}-${range.end}/${stats.size}`)
    .send(createReadStream(disk, range));
}

async function fileMetadata({ ws, principal, params, reply }: Call): Promise<unknown> {
  const { path, disk } = resolveVolumePath(ws, principal, 'READ_VOLUME', params['*']!);
  const stats = await statOrUndefined(disk);
  if (!stats?.isFile()) throw noSuchFile(path);
  return reply.headers(fileHeaders(stats)).header('content-length', stats.size).send();
}

async function deleteFile({ ws, principal, params, reply }: Call): Promise<unknown> {
  const { path, disk } = resolveVolumePath(ws, principal, 'WRITE_VOLUME', params['*']!);
  if (!(await statOrUndefined(disk))?.isFile()) throw noSuchFile(path);
  await rm(disk);
  return reply.status(204).send();
}

export const fileRoutes: Routes = {
  'PUT /api/2.0/fs/files/*': upload,
  'GET /api/2.0/fs/files/*': download,
  'HEAD /api/2.0/fs/files/*': fileMetadata,
  'DELETE /api/2.0/fs/files/*': deleteFile,
  ...fileUploadSessions,
};
