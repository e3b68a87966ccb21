/** The workspace tree: folders, notebooks and files, by workspace path; their content is on disk. */
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path/posix';

import { writeFileAtomically } from '../../core/atomic-file';
import { alreadyExists, ApiError, doesNotExist, invalidParameter } from '../../core/errors';
import type { Home } from '../../core/home';
import type { JsonObject } from '../../core/json';
import { omit } from '../../core/omit';
import type { Collection, State } from '../../core/state';
import type { Workspace } from '../../core/workspace';

export type ObjectType = 'DIRECTORY' | 'NOTEBOOK' | 'FILE';

/** State of an object of the workspace tree. */
export interface WorkspaceObject {
  object_id: number;
  object_type: ObjectType;
  path: string;
  language?: string;
  created_at: number;
  modified_at: number;
  /** The principal that created it; absent for the initial folders. */
  created_by?: string;
}

/** A notebook has no extension in the workspace, but has one on disk, so that tools know it. */
const EXTENSIONS: Record<string, string> = { PYTHON: '.py', SQL: '.sql', SCALA: '.scala', R: '.r' };
/** Where the permissions of each type are kept. */
export const PERMISSION_TYPES: Record<ObjectType, string> = {
  DIRECTORY: 'directories',
  NOTEBOOK: 'notebooks',
  FILE: 'files',
};
const NOTEBOOK_HEADER = /^(#|--|\/\/) Databricks notebook source/;

/** Parameters of an import. */
export interface ImportRequest {
  readonly path: string;
  readonly format?: string;
  readonly language?: string;
  readonly overwrite: boolean;
  readonly content: Buffer;
}

/** A workspace path in its one form: absolute, without `/Workspace` and without a final slash. */
export function normalizeWorkspacePath(given: string): string {
  const path = given.replace(/^\/Workspace(?=\/|$)/, '').replace(/\/+$/, '') || '/';
  const segments = path.split('/').slice(1);
  const isRoot = path === '/';
  const isBad = segments.some((s) => s === '' || s === '.' || s === '..' || s.includes('\0'));
  if (!path.startsWith('/') || (!isRoot && isBad)) {
    throw invalidParameter(`Path: must be absolute and without '.' or '..' segments, got ${given}`);
  }
  return path;
}

export class WorkspaceFiles {
  private readonly objects: Collection<WorkspaceObject>;
  private readonly home: Home;
  private readonly state: State;

  constructor({ home, state }: Workspace) {
    this.home = home;
    this.state = state;
    this.objects = state.collection<WorkspaceObject>('workspace_objects');
  }

  find(path: string): WorkspaceObject | undefined {
    const normal = normalizeWorkspacePath(path);
    return normal === '/' ? this.root() : this.objects.get(normal);
  }

  get(path: string): WorkspaceObject {
    const found = this.find(path);
    if (!found) throw doesNotExist(`Path (${path}) doesn't exist.`);
    return found;
  }

  byId(id: string): WorkspaceObject | undefined {
    return this.objects.find((object) => String(object.object_id) === id);
  }

  /** The object as get-status and list answer it. */
  status(object: WorkspaceObject): JsonObject {
    const isFile = object.object_type === 'FILE';
    return {
      ...omit(object, 'created_by'),
      resource_id: String(object.object_id),
      ...(isFile ? { size: statSync(this.diskPath(object)).size } : {}),
    };
  }

  /** The content's place on disk. */
  diskPath(object: Pick<WorkspaceObject, 'path' | 'object_type' | 'language'>): string {
    const isNotebook = object.object_type === 'NOTEBOOK';
    return join(
      this.home.workspace,
      object.path + (isNotebook ? EXTENSIONS[object.language!] : ''),
    );
  }

  /** The place on disk of a folder of the workspace. */
  folder(path: string): string {
    const found = this.get(path);
    if (found.object_type !== 'DIRECTORY') {
      throw invalidParameter(`Path: must be a folder, got ${path}`);
    }
    return this.diskPath(found);
  }

  /** Makes the folder at `path` and those above it. */
  ensureDirectory(path: string, creator?: string): void {
    const normal = normalizeWorkspacePath(path);
    if (normal === '/') return;
    const present = this.objects.get(normal);
    if (present && present.object_type !== 'DIRECTORY') {
      throw alreadyExists(`Path (${normal}) already exists and is not a folder.`);
    }
    if (present) return;
    this.ensureDirectory(dirname(normal), creator);
    const now = Date.now();
    mkdirSync(join(this.home.workspace, normal), { recursive: true });
    this.objects.set(normal, {
      object_id: this.state.nextId(),
      object_type: 'DIRECTORY',
      path: normal,
      created_at: now,
      modified_at: now,
      ...(creator !== undefined && { created_by: creator }),
    });
  }

  children(path: string): WorkspaceObject[] {
    const normal = normalizeWorkspacePath(path);
    return this.objects.values().filter((object) => dirname(object.path) === normal);
  }

  async import(request: ImportRequest, creator: string): Promise<WorkspaceObject> {
    const target = this.importTarget(request);
    const parent = dirname(target.path);
    if (this.find(parent)?.object_type !== 'DIRECTORY') {
      throw doesNotExist(`The parent folder (${parent}) does not exist.`);
    }
    const present = this.objects.get(target.path);
    if (present) {
      if (!request.overwrite) throw alreadyExists(`Path (${target.path}) already exists.`);
      if (present.object_type !== target.object_type) {
        throw invalidParameter(
          `Cannot overwrite the asset at ${target.path} due to type mismatch (asked: ${target.object_type}, actual: ${present.object_type})`,
        );
      }
    }
    const diskPath = this.diskPath(target);
    const rival = this.objects.find(
      (object) => object.path !== target.path && this.diskPath(object) === diskPath,
    );
    if (rival) {
      throw alreadyExists(
        `Path (${target.path}) conflicts with the ${rival.object_type.toLowerCase()} ${rival.path}: a ${target.object_type.toLowerCase()} and its source cannot stand side by side`,
      );
    }
    if (present && this.diskPath(present) !== diskPath)
      rmSync(this.diskPath(present), { force: true });
    await writeFileAtomically(diskPath, request.content);
    const now = Date.now();
    return this.objects.set(target.path, {
      object_id: present?.object_id ?? this.state.nextId(),
      ...target,
      created_at: present?.created_at ?? now,
      modified_at: now,
      created_by: present?.created_by ?? creator,
    });
  }

  async read(object: WorkspaceObject): Promise<Buffer> {
    if (object.object_type === 'DIRECTORY') {
      throw new ApiError(
        400,
        'BAD_REQUEST',
        `Path (${object.path}) is a folder: only notebooks and files can be exported.`,
      );
    }
    return readFile(this.diskPath(object));
  }

  delete(path: string, recursive: boolean): void {
    const object = this.get(path);
    if (object.path === '/') throw invalidParameter('The root folder cannot be deleted.');
    const inside = this.objects.values().filter((o) => o.path.startsWith(`${object.path}/`));
    if (inside.length > 0 && !recursive) {
      throw new ApiError(400, 'DIRECTORY_NOT_EMPTY', `Folder (${object.path}) is not empty`);
    }
    rmSync(this.diskPath(object), { recursive: true, force: true });
    for (const gone of [...inside, object]) {
      this.objects.delete(gone.path);
      const kind = PERMISSION_TYPES[gone.object_type];
      this.state.collection('object_permissions').delete(`${kind}/${gone.object_id}`);
    }
  }

  /** Returns the type, final path and language of an import, from its format and content. */
  private importTarget(
    request: ImportRequest,
  ): Pick<WorkspaceObject, 'path' | 'object_type' | 'language'> {
    const path = normalizeWorkspacePath(request.path);
    const format = request.format ?? 'SOURCE';
    switch (format) {
      case 'RAW':
        return { path, object_type: 'FILE' };
      case 'AUTO': {
        const byExtension = Object.entries(EXTENSIONS).find(([, e]) =>
          path.toLowerCase().endsWith(e),
        );
        const isNotebook = NOTEBOOK_HEADER.test(request.content.subarray(0, 64).toString('utf8'));
        if (!byExtension || !isNotebook) return { path, object_type: 'FILE' };
        const [language, extension] = byExtension;
        return { path: path.slice(0, -extension.length), object_type: 'NOTEBOOK', language };
      }
      case 'SOURCE': {
        const language = request.language;
        if (language === undefined || !Object.hasOwn(EXTENSIONS, language)) {
          throw invalidParameter(
            `\`language\`: must be one of ${Object.keys(EXTENSIONS).join(', ')} for format SOURCE, got ${language ?? 'nothing'}`,
          );
        }
        return { path, object_type: 'NOTEBOOK', language };
      }
      default:
        throw invalidParameter(
          `\`format\`: must be SOURCE, AUTO or RAW in the local workspace, got ${format}`,
        );
    }
  }

  private root(): WorkspaceObject {
    return { object_id: 0, object_type: 'DIRECTORY', path: '/', created_at: 0, modified_at: 0 };
  }
}
