/** The workspace tree: folders, notebooks and files, by workspace path; their content is on disk. */
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path/posix';

import { writeFileAtomically } from '../../core/atomic-file';
import { alreadyExists, ApiError, doesNotExist, invalidParameter } from '../../core/errors';
import type { Home } from '../../core/home';
import type { JsonObject } from '../../core/json';
import { omit } from '../../core/omit';
import { Serial } from '../../core/serial';
import type { Collection, State } from '../../core/state';
import type { Workspace } from '../../core/workspace';
import { fromJupyter, hasNotebookHeader, LANGUAGES } from './notebook-format';

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

/** Where the permissions of each type are kept. */
export const PERMISSION_TYPES: Record<ObjectType, string> = {
  DIRECTORY: 'directories',
  NOTEBOOK: 'notebooks',
  FILE: 'files',
};
const JUPYTER_EXTENSION = '.ipynb';

/** Parameters of an import. */
export interface ImportRequest {
  readonly path: string;
  readonly format?: string;
  readonly language?: string;
  readonly overwrite: boolean;
  readonly content: Buffer;
}

/** The object that an import leads to, and its content on disk. */
interface ImportTarget {
  readonly object: Pick<WorkspaceObject, 'path' | 'object_type' | 'language'>;
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
  private readonly writes = new Serial();

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
      object.path + (isNotebook ? LANGUAGES[object.language!]!.extension : ''),
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

  /** Imports an object. Concurrent imports of one path take effect one after the other. */
  import(request: ImportRequest, creator: string): Promise<WorkspaceObject> {
    const { object, content } = importTarget(request);
    return this.writes.run(object.path, () =>
      this.write(object, content, request.overwrite, creator),
    );
  }

  private async write(
    target: ImportTarget['object'],
    content: Buffer,
    overwrite: boolean,
    creator: string,
  ): Promise<WorkspaceObject> {
    const parent = dirname(target.path);
    if (this.find(parent)?.object_type !== 'DIRECTORY') {
      throw doesNotExist(`The parent folder (${parent}) does not exist.`);
    }
    const present = this.objects.get(target.path);
    if (present) {
      if (!overwrite) throw alreadyExists(`Path (${target.path}) already exists.`);
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
    await writeFileAtomically(diskPath, content);
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

  private root(): WorkspaceObject {
    return { object_id: 0, object_type: 'DIRECTORY', path: '/', created_at: 0, modified_at: 0 };
  }
}

/** Returns the object and the content on disk of an import, from its format and content. */
function importTarget(request: ImportRequest): ImportTarget {
  const { content, format = 'SOURCE' } = request;
  const path = normalizeWorkspacePath(request.path);
  switch (format) {
    case 'RAW':
      return { object: { path, object_type: 'FILE' }, content };
    case 'AUTO':
      return autoTarget(path, content);
    case 'JUPYTER':
      return jupyterTarget(path, content);
    case 'SOURCE': {
      const language = request.language;
      if (language === undefined || !Object.hasOwn(LANGUAGES, language)) {
        throw invalidParameter(
          `\`language\`: must be one of ${Object.keys(LANGUAGES).join(', ')} for format SOURCE, got ${language ?? 'nothing'}`,
        );
      }
      return { object: { path, object_type: 'NOTEBOOK', language }, content };
    }
    default:
      throw invalidParameter(
        `\`format\`: must be SOURCE, AUTO, JUPYTER or RAW in the local workspace, got ${format}`,
      );
  }
}

/** AUTO: the extension and the header decide; a notebook loses its extension. */
function autoTarget(path: string, content: Buffer): ImportTarget {
  const isNamed = (extension: string): boolean => path.toLowerCase().endsWith(extension);
  if (isNamed(JUPYTER_EXTENSION)) {
    return jupyterTarget(path.slice(0, -JUPYTER_EXTENSION.length), content);
  }
  const found = Object.entries(LANGUAGES).find(([, { extension }]) => isNamed(extension));
  if (!found || !hasNotebookHeader(content))
    return { object: { path, object_type: 'FILE' }, content };
  const [language, { extension }] = found;
  const object = {
    path: path.slice(0, -extension.length),
    object_type: 'NOTEBOOK',
    language,
  } as const;
  return { object, content };
}

function jupyterTarget(path: string, jupyter: Buffer): ImportTarget {
  const { language, content } = fromJupyter(jupyter, path);
  return { object: { path, object_type: 'NOTEBOOK', language }, content };
}
