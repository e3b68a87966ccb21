/**
 * The name of the first catalog, further names of it, and the names of separate catalogs. The first catalog that is
 * created gives the name; `up --catalog main --catalog dev` creates one, and adds further names. Requests, statements and
 * paths of volumes that use a further name reach the same catalog. Catalogs that are created later are separate: Spark
 * keeps their schemas in its session catalog, `dev.gold` as `dev__gold`. The Spark process reads the stored names when
 * it starts, and receives separate catalogs that come later.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { DEFAULT_CATALOG, SPARK_CATALOG } from './cluster/catalog';
import type { Home } from './home';

const NAME = /^[a-z0-9_]{1,255}$/;
/** Catalogs that the workspace has, and names that Spark keeps for itself. */
const RESERVED = ['system', 'samples', 'hive_metastore', 'session', 'global_temp'];

interface Names {
  /** The catalog's own name. */
  readonly name: string;
  readonly further: readonly string[];
  /** Names of the catalogs beside it. */
  readonly separate?: readonly string[];
}

/** Between a separate catalog and a schema of it, in the session catalog (local/cluster/sql/catalog_names.py). */
const SEPARATOR = '__';

export class CatalogNames {
  private names: Names;

  /** @param hasCatalog The catalog exists: a workspace without stored names is of an earlier version */
  constructor(
    private readonly home: Home,
    hasCatalog: boolean,
  ) {
    this.names = storedNames(home) ?? (hasCatalog ? ofEarlierVersion() : named(DEFAULT_CATALOG));
    this.store(this.names);
  }

  /** The catalog's own name. */
  get own(): string {
    return this.names.name;
  }

  /** Further names that lists show. Spark's name is accepted, and not shown. */
  get shown(): readonly string[] {
    return this.names.further.filter((name) => name !== SPARK_CATALOG);
  }

  /** Gives the catalog its name, before it is created. Returns true if the name changes. */
  rename(name: string): boolean {
    if (name === this.own) return false;
    this.store(named(name));
    return true;
  }

  /** Names of the catalogs beside it. */
  get separate(): readonly string[] {
    return this.names.separate ?? [];
  }

  addSeparate(name: string): void {
    if (this.isSeparate(name)) return;
    this.store({ ...this.names, separate: [...this.separate, name] });
  }

  removeSeparate(name: string): void {
    const { separate = [], ...others } = this.names;
    const left = separate.filter((one) => one !== name);
    this.store(left.length > 0 ? { ...others, separate: left } : others);
  }

  isSeparate(name: string): boolean {
    return this.separate.includes(name);
  }

  /** The separate catalog that keeps such a schema in the session catalog. */
  keeperOf(schema: string): string | undefined {
    return this.separate.find((name) => schema.startsWith(name + SEPARATOR));
  }

  /** The schema of the session catalog that has the tables of a schema. */
  sessionSchema(catalog: string, schema: string): string {
    return this.isSeparate(catalog) ? catalog + SEPARATOR + schema : schema;
  }

  /** Adds names, of which the first is the own name of a new catalog. @throws Error for a name that no catalog can have here */
  add(names: readonly string[], isNew: boolean): void {
    const wrong = names.find((name) => !canBeAdded(name));
    if (wrong !== undefined) {
      throw new Error(
        `--catalog: must be of lower-case letters, digits and _, and none of ${[SPARK_CATALOG, ...RESERVED].join(', ')}, got ${wrong}`,
      );
    }
    if (isNew && names[0] !== undefined) this.rename(names[0]);
    const added = names.filter((name) => name !== this.own && !this.has(name));
    if (added.length === 0) return;
    this.store({ ...this.names, further: [...this.names.further, ...new Set(added)] });
  }

  /** Returns true for a further name. */
  has(name: string): boolean {
    return this.names.further.includes(name.toLowerCase());
  }

  /** The catalog's own name for any of its names; other names stay. */
  canonical(name: string): string {
    return this.has(name) ? this.own : name;
  }

  /** A dotted name, with the catalog's own name at its begin. */
  canonicalFullName(fullName: string): string {
    const [catalog, ...rest] = fullName.split('.');
    return rest.length === 0 ? fullName : [this.canonical(catalog!), ...rest].join('.');
  }

  /** Writes the names for the Spark process, and leads their folders of volumes to the catalog's. */
  private store(names: Names): void {
    for (const entry of readdirSync(this.home.volumes, { withFileTypes: true })) {
      if (entry.isSymbolicLink()) rmSync(join(this.home.volumes, entry.name));
    }
    this.names = names;
    writeFileSync(this.home.catalogNames, `${JSON.stringify(names)}\n`);
    for (const name of [names.name, ...(names.separate ?? [])]) {
      mkdirSync(join(this.home.volumes, name), { recursive: true });
    }
    for (const name of names.further) {
      const link = join(this.home.volumes, name);
      if (!existsSync(link)) symlinkSync(names.name, link);
    }
  }
}

/** Returns true for a name that a catalog can have here: Spark has it in the names of settings. */
export function canNameCatalog(name: string): boolean {
  return NAME.test(name) && !RESERVED.includes(name);
}

/** Returns true for a name that a separate catalog can have: it begins the names of its schemas in the session catalog. */
export function canBeSeparate(name: string): boolean {
  return canBeAdded(name) && !name.includes(SEPARATOR) && !name.endsWith('_');
}

/** The stored name of the catalog of the workspace in `home`, or that of a new workspace. */
export function catalogOf(home: Home): string {
  const isOfEarlierVersion = existsSync(home.stateFile);
  return storedNames(home)?.name ?? (isOfEarlierVersion ? SPARK_CATALOG : DEFAULT_CATALOG);
}

function canBeAdded(name: string): boolean {
  return canNameCatalog(name) && name !== SPARK_CATALOG;
}

function named(name: string): Names {
  return { name, further: name === SPARK_CATALOG ? [] : [SPARK_CATALOG] };
}

/** Its tables and views contain the catalog's name: it stays, and the new one leads to it. */
function ofEarlierVersion(further: readonly string[] = []): Names {
  return { name: SPARK_CATALOG, further: [...new Set([...further, DEFAULT_CATALOG])] };
}

function storedNames(home: Home): Names | undefined {
  if (!existsSync(home.catalogNames)) return undefined;
  const stored = JSON.parse(readFileSync(home.catalogNames, 'utf8')) as Names | string[];
  return Array.isArray(stored) ? ofEarlierVersion(stored) : stored;
}
