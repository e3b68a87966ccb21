/** Files of the DBFS root, on disk in the folder of the workspace. Spark and `dbutils` do not see them. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { appendFile, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { alreadyExists, ApiError, doesNotExist, invalidParameter } from '../../core/errors';
import type { Workspace } from '../../core/workspace';
import { statOrUndefined } from '../files/stat';

/** The most that one block, or one read, can have. */
const BLOCK_BYTES = 1024 * 1024;

/** Folders of a new DBFS root (Databricks documentation, "What directories are in DBFS root by default?"). */
const FOLDERS = ['FileStore', 'databricks-results', 'tmp'];

export interface FileInfo {
  readonly path: string;
  readonly is_dir: boolean;
  readonly file_size: number;
  readonly modification_time: number;
}

interface Upload {
  readonly temporary: string;
  readonly target: string;
}

export class DbfsFiles {
  private readonly root: string;
  private readonly uploads = new Map<number, Upload>();
  private lastHandle = 0;

  constructor(private readonly ws: Workspace) {
    this.root = join(ws.home.root, 'dbfs');
    for (const folder of FOLDERS) mkdirSync(join(this.root, folder), { recursive: true });
  }

  async status(path: string): Promise<FileInfo> {
    const found = await statOrUndefined(this.disk(path));
    if (!found) throw doesNotExist(`No file or directory exists on path ${path}.`);
    return {
      path: normal(path),
      is_dir: found.isDirectory(),
      file_size: found.isDirectory() ? 0 : found.size,
      modification_time: Math.floor(found.mtimeMs),
    };
  }

  async list(path: string): Promise<FileInfo[]> {
    const status = await this.status(path);
    if (!status.is_dir) return [status];
    const names = (await readdir(this.disk(path))).sort();
    return Promise.all(names.map((name) => this.status(join(normal(path), name))));
  }

  async mkdirs(path: string): Promise<void> {
    await mkdir(this.disk(path), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST' && error.code !== 'ENOTDIR') throw error;
      throw exists(path);
    });
  }

  async delete(path: string, recursive: boolean): Promise<void> {
    if (normal(path) === '/') throw invalidParameter('The root folder cannot be deleted.');
    const status = await this.status(path);
    if (status.is_dir && !recursive && (await readdir(this.disk(path))).length > 0) {
      throw new ApiError(400, 'IO_ERROR', `Non-recursive delete of non-empty directory: ${path}`);
    }
    await rm(this.disk(path), { recursive: true });
  }

  async move(source: string, target: string): Promise<void> {
    await this.status(source);
    if (await statOrUndefined(this.disk(target))) throw exists(target);
    await mkdir(dirname(this.disk(target)), { recursive: true });
    await rename(this.disk(source), this.disk(target));
  }

  /** Up to `length` bytes of a file from `offset` on. */
  async read(path: string, offset: number, length: number): Promise<Buffer> {
    const status = await this.status(path);
    if (status.is_dir) throw invalidParameter(`Path: must be a file, got directory ${path}`);
    if (length > BLOCK_BYTES) {
      throw new ApiError(
        400,
        'MAX_READ_SIZE_EXCEEDED',
        `\`length\`: must be at most ${BLOCK_BYTES}, got ${length}`,
      );
    }
    if (offset < 0 || length < 0) {
      throw invalidParameter(
        `\`offset\` and \`length\`: must be 0 or more, got ${offset}, ${length}`,
      );
    }
    const file = await open(this.disk(path));
    try {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await file.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  /** Starts an upload; its file exists when it is closed. Returns its handle. */
  async create(path: string, overwrite: boolean): Promise<number> {
    const target = this.disk(path);
    const present = await statOrUndefined(target);
    if (present && (!overwrite || present.isDirectory())) throw exists(path);
    const temporary = join(this.ws.home.uploads, randomUUID());
    await writeFile(temporary, '');
    const handle = ++this.lastHandle;
    this.uploads.set(handle, { temporary, target });
    return handle;
  }

  async addBlock(handle: number, block: Buffer): Promise<void> {
    if (block.length > BLOCK_BYTES) {
      throw new ApiError(
        400,
        'MAX_BLOCK_SIZE_EXCEEDED',
        `\`data\`: must have at most ${BLOCK_BYTES} bytes, got ${block.length}`,
      );
    }
    await appendFile(this.upload(handle).temporary, block);
  }

  async close(handle: number): Promise<void> {
    const { temporary, target } = this.upload(handle);
    await mkdir(dirname(target), { recursive: true });
    await rename(temporary, target);
    this.uploads.delete(handle);
  }

  /** Removes uploads that were not closed. */
  stop(): void {
    for (const { temporary } of this.uploads.values()) rmSync(temporary, { force: true });
  }

  private upload(handle: number): Upload {
    const found = this.uploads.get(handle);
    if (!found) throw doesNotExist(`No stream with handle ${handle} exists.`);
    return found;
  }

  private disk(path: string): string {
    return join(this.root, normal(path));
  }
}

function exists(path: string): ApiError {
  return alreadyExists(`A file or directory already exists at the input path ${path}.`);
}

/** The one form of a path: absolute, without a scheme and without a final slash. */
function normal(given: string): string {
  const path = given
    .replace(/^dbfs:/, '')
    .replace(/\/+/g, '/')
    .replace(/(?<=.)\/$/, '');
  const segments = path.split('/');
  const isBad = segments.some((part) => part === '.' || part === '..' || part.includes('\0'));
  if (!path.startsWith('/') || isBad) {
    throw invalidParameter(`Path: must be absolute and without '.' or '..', got ${given}`);
  }
  return path;
}
