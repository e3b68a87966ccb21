import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { FEEDS, TABLES } from '.';
import { qualifiedName } from './table';

/** The part of the contracts that the column lineage is computed from. */
export interface LineageModel {
  readonly tables: Readonly<Record<string, LineageTable>>;
  readonly feeds: Readonly<Record<string, LineageFeed>>;
}

interface NamedType {
  readonly name: string;
  readonly type: string;
}

interface LineageTable {
  readonly key: readonly string[];
  readonly columns: readonly NamedType[];
}

interface LineageFeed {
  readonly bronzeTable: string;
  readonly document: readonly NamedType[];
}

const SQL = join(__dirname, '..', 'sql');

export function lineageModel(): LineageModel {
  const named = ({ name, type }: NamedType): NamedType => ({ name, type });
  return {
    tables: Object.fromEntries(
      TABLES.map((table) => [
        qualifiedName(table),
        { key: table.key ?? [], columns: table.columns.map(named) },
      ]),
    ),
    feeds: Object.fromEntries(
      FEEDS.map(({ name, bronzeTable, document }) => [
        name,
        { bronzeTable: qualifiedName(bronzeTable), document: document.map(named) },
      ]),
    ),
  };
}

/** The hash of the contracts and of the statements, by which a computed lineage is theirs. */
export function lineageDigest(files: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(lineageModel()));
  for (const file of [...files].sort()) {
    const statements = readFileSync(join(SQL, file), 'utf8').replace(/^ *--.*$/gm, '');
    hash.update(`\0${file}\0${statements}`);
  }
  return hash.digest('hex');
}
