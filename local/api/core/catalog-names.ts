/**
 * Further names of the one catalog. A new workspace takes them by `up --catalog main`, as projects name the
 * catalogs of their account; requests, statements and paths of volumes that use such a name reach
 * `spark_catalog`. The Spark process reads the same file when it starts.
 */
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CATALOG } from './cluster/catalog';
import type { Home } from './home';

const NAME = /^[a-z0-9_]{1,255}$/;
/** Catalogs that the workspace has, and names that Spark keeps for itself. */
const TAKEN = [CATALOG, 'system', 'samples', 'hive_metastore', 'session', 'global_temp'];

export class CatalogNames {
  private names: ReadonlySet<string>;

  constructor(private readonly home: Home) {
    this.names = new Set(read(home.catalogNames));
  }

  get all(): readonly string[] {
    return [...this.names];
  }

  /** Adds names. @throws Error for a name that no catalog can have here */
  add(names: readonly string[]): void {
    const wrong = names.find((name) => !NAME.test(name) || TAKEN.includes(name));
    if (wrong !== undefined) {
      throw new Error(
        `--catalog: must be of lower-case letters, digits and _, and none of ${TAKEN.join(', ')}, got ${wrong}`,
      );
    }
    const added = names.filter((name) => !this.names.has(name));
    if (added.length === 0) return;
    this.names = new Set([...this.names, ...added]);
    writeFileSync(this.home.catalogNames, `${JSON.stringify([...this.names])}\n`);
    for (const name of added) {
      const link = join(this.home.volumes, name);
      if (!existsSync(link)) symlinkSync(CATALOG, link);
    }
  }

  has(name: string): boolean {
    return this.names.has(name.toLowerCase());
  }

  /** The catalog's own name for any of its names; other names stay. */
  canonical(name: string): string {
    return this.has(name) ? CATALOG : name;
  }

  /** A dotted name, with the catalog's own name at its begin. */
  canonicalFullName(fullName: string): string {
    const [catalog, ...rest] = fullName.split('.');
    return rest.length === 0 ? fullName : [this.canonical(catalog!), ...rest].join('.');
  }
}

function read(file: string): string[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : [];
}
