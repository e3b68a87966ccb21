/** Contracts as files of `contracts/`. */
import { join } from 'node:path';

import { PROJECT } from '../../client/home';
import {
  type ColumnContract,
  type DocumentField,
  qualifiedName,
  statisticsProperty,
  type TableContract,
} from '../../contracts';
import type { Imported, ImportedFeed, Landing } from '../../contracts/odcs/import';
import { isExportable } from '../init/source';

/** A file below `contracts/`. */
export interface SourceFile {
  readonly path: string;
  readonly content: string;
}

/** The files of an imported contract, formatted. */
export async function sourceFiles(imported: Imported): Promise<SourceFile[]> {
  return Promise.all(
    sources(imported).map(async ({ path, content }) => ({
      path,
      content: await formatted(content),
    })),
  );
}

/** The files of a feed, or of a table with the feed that it is read from. */
export function sources(imported: Imported): SourceFile[] {
  if (imported.kind === 'feed') return [feedSource(imported.feed)];
  const { table, landing } = imported;
  return [tableSource(table), ...(landing ? landingSources(table, landing) : [])];
}

function tableSource(table: TableContract): SourceFile {
  const { columns, properties, comment, ...others } = table;
  const own = Object.entries(properties ?? {}).filter(
    ([name, value]) => statisticsProperty(table)?.[name] !== value,
  );
  const { schema, name, grain, key, ...rest } = others;
  const head = { schema, name, comment, grain, key };
  const helpers = [
    ...new Set(columns.map(({ nullable }) => (nullable ? 'optional' : 'required'))),
  ].sort();
  const entries = [
    ...entriesOf(head),
    `columns: [${columns.map(columnSource).join(', ')}]`,
    ...entriesOf({ properties: own.length > 0 ? Object.fromEntries(own) : undefined, ...rest }),
  ];
  return {
    path: `${schema}/${kebab(name)}.ts`,
    content: `import { defineTable, ${helpers.join(', ')} } from '../table';

/** ${docText(comment)}. */
export const ${exportedName(name)} = defineTable({ ${entries.join(', ')} });
`,
  };
}

function columnSource(column: ColumnContract): string {
  const { name, type, nullable, comment, ...options } = column;
  const last = Object.keys(options).length > 0 ? `, ${literal(options)}` : '';
  const helper = nullable ? 'optional' : 'required';
  return `${helper}(${literal(name)}, ${literal(type)}, ${literal(comment)}${last})`;
}

/** The bronze table and the feed of a table whose columns are landed in its documents. */
function landingSources(table: TableContract, landing: Landing): SourceFile[] {
  const { name, comment } = table;
  const raw = `${name}_raw`;
  return [
    {
      path: `bronze/${kebab(raw)}.ts`,
      content: `import { rawTable } from './raw-table';

/** Landed documents of the feed ${name}, as received. */
export const ${exportedName(raw)} = rawTable(${literal(raw)}, ${literal(name)});
`,
    },
    {
      path: `feeds/${kebab(name)}.ts`,
      content: `import { ${exportedName(raw)} } from '../bronze/${kebab(raw)}';
import { DELETED, landedFields } from '../document';
import type { FeedContract } from '../feed';
import { ${exportedName(name)} } from '../${table.schema}/${kebab(name)}';

/** Documents of ${qualifiedName(table)}. */
export const ${exportedName(`${name}_feed`)}: FeedContract = {
  ${entriesOf({ name, comment, ...landing }).join(', ')},
  bronzeTable: ${exportedName(raw)},
  document: [...landedFields(${exportedName(name)}, 'document'), DELETED],
};
`,
    },
  ];
}

function feedSource(feed: ImportedFeed): SourceFile {
  const { name, bronzeTable, document, comment, ...rest } = feed;
  const table = bronzeTable.split('.').at(-1)!;
  const fields = document.map(fieldSource);
  const helpers = ['listOf', 'object'].filter((helper) =>
    fields.some((field) => field.includes(`${helper}(`)),
  );
  const imported =
    helpers.length > 0 ? `import { ${helpers.join(', ')} } from '../document';\n` : '';
  return {
    path: `feeds/${kebab(name)}.ts`,
    content: `import { ${exportedName(table)} } from '../bronze/${kebab(table)}';
${imported}import type { FeedContract } from '../feed';

/** ${docText(comment)}. */
export const ${exportedName(`${name}_feed`)}: FeedContract = {
  ${entriesOf({ name, comment, ...rest }).join(', ')},
  bronzeTable: ${exportedName(table)},
  document: [${fields.join(', ')}],
};
`,
  };
}

/** A field with the helper of its kind: an object, a list of objects, or neither. */
function fieldSource(field: DocumentField): string {
  const { name, type, comment, fields, ...others } = field;
  if (fields === undefined) return literal(field);
  const parts = `[${fields.map(fieldSource).join(', ')}]`;
  const struct = `STRUCT<${fields.map((one) => `${one.name}: ${one.type}`).join(', ')}>`;
  const helper = { [struct]: 'object', [`ARRAY<${struct}>`]: 'listOf' }[type];
  if (helper === undefined || Object.keys(others).length > 0) {
    return `{ ${entriesOf({ name, type, comment, ...others }).join(', ')}, fields: ${parts} }`;
  }
  return `${helper}(${literal(name)}, ${literal(comment)}, ${parts})`;
}

function entriesOf(values: object): string[] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${literal(value)}`);
}

/** JSON is TypeScript but for the line separators that a doc comment and a string may not have. */
function literal(value: unknown): string {
  return JSON.stringify(value).replace(/[\u2028\u2029]/g, (one) =>
    one === '\u2028' ? '\\u2028' : '\\u2029',
  );
}

/** Text for a doc comment, which it cannot end. */
function docText(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('*/', '* /').replace(/\.$/, '');
}

/** The name of the constant: `deal_features` is `dealFeatures`, and a word of TypeScript is `table_new`. */
function exportedName(name: string): string {
  const camel = name.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());
  return isExportable(camel) ? camel : `table_${name}`;
}

function kebab(name: string): string {
  return name.replaceAll('_', '-');
}

async function formatted(source: string): Promise<string> {
  // loaded here: no other command needs it
  const { format, resolveConfig } = await import('prettier');
  const config = await resolveConfig(join(PROJECT, 'main.ts'));
  return format(source, { ...config, parser: 'typescript', quoteProps: 'as-needed' });
}
