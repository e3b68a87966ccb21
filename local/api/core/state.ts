/** The objects of the workspace: collections in memory, kept in one `state.json`. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

import { writeFileAtomically } from './atomic-file';
import type { JsonObject } from './json';

interface StateFile {
  version: 1;
  workspace_id: number;
  metastore_id: string;
  next_id: number;
  collections: Record<string, Record<string, JsonObject>>;
}

/** One kind of object, by key. Values are replaced, never changed in place without `set`. */
export class Collection<T extends object = JsonObject> {
  constructor(
    private readonly entries: Record<string, T>,
    private readonly changed: () => void,
  ) {}

  get(key: string | number): T | undefined {
    return Object.hasOwn(this.entries, key) ? this.entries[key] : undefined;
  }

  has(key: string | number): boolean {
    return Object.hasOwn(this.entries, key);
  }

  set(key: string | number, value: T): T {
    this.entries[key] = value;
    this.changed();
    return value;
  }

  delete(key: string | number): boolean {
    if (!this.has(key)) return false;
    delete this.entries[key];
    this.changed();
    return true;
  }

  keys(): string[] {
    return Object.keys(this.entries);
  }

  values(): T[] {
    return Object.values(this.entries);
  }

  find(matches: (value: T) => boolean): T | undefined {
    return this.values().find(matches);
  }
}

/** All collections of one workspace, and their file. */
export class State {
  private readonly collections = new Map<string, Collection>();
  private dirty = false;
  private writing: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  private constructor(
    private readonly path: string,
    private readonly data: StateFile,
  ) {}

  /** Reads the state at `path`, or starts an empty one there. */
  static load(path: string): State {
    if (!existsSync(path)) {
      const fresh = new State(path, {
        version: 1,
        workspace_id: 1000000000000000 + Math.floor(Math.random() * 8e15),
        metastore_id: randomUUID(),
        next_id: 1001,
        collections: {},
      });
      fresh.dirty = true;
      return fresh;
    }
    let data: StateFile;
    try {
      data = JSON.parse(readFileSync(path, 'utf8')) as StateFile;
    } catch (error) {
      throw new Error(`${path} is not readable as JSON (${(error as Error).message})`);
    }
    if (data.version !== 1) {
      throw new Error(`${path}: must be of version 1, got ${JSON.stringify(data.version)}`);
    }
    return new State(path, data);
  }

  get workspaceId(): number {
    return this.data.workspace_id;
  }

  get metastoreId(): string {
    return this.data.metastore_id;
  }

  /** A number not given out before. */
  nextId(): number {
    this.dirty = true;
    return this.data.next_id++;
  }

  /** The collection of a name; `T` is the form of its objects. */
  collection<T extends object = JsonObject>(name: string): Collection<T> {
    let found = this.collections.get(name);
    if (!found) {
      const entries = (this.data.collections[name] ??= {});
      found = new Collection(entries, () => {
        this.dirty = true;
      });
      this.collections.set(name, found);
    }
    return found as unknown as Collection<T>;
  }

  /**
   * Resolves when every change made before the call is on disk. Callers that come while a write is
   * under way share the one after it, so a burst of requests costs two writes, not one each.
   */
  persist(): Promise<void> {
    if (!this.dirty) return this.writing ?? Promise.resolve();
    if (!this.writing) return this.write();
    this.next ??= this.writing
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.persist();
      });
    return this.next;
  }

  private write(): Promise<void> {
    this.dirty = false;
    this.writing = writeFileAtomically(this.path, JSON.stringify(this.data), 0o600)
      .catch((error: NodeJS.ErrnoException) => {
        this.dirty = true;
        const message = `${this.path} could not be written: ${error.message}`;
        throw Object.assign(new Error(message), { code: error.code });
      })
      .finally(() => {
        this.writing = undefined;
      });
    return this.writing;
  }
}
