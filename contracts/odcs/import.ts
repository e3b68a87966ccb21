import { type DocumentField } from '../document';
import { FEED_FORMATS, FEED_READERS, type FeedContract, SCHEMA_EVOLUTIONS } from '../feed';
import { defineTable, type LayerName, type TableContract } from '../table';
import { columnOf, type ColumnProperty, fieldOf } from './import-columns';
import { rulesOf } from './import-rules';
import { Fields, Problems } from './reader';

/** A feed as a document declares it: its bronze table is a name, whose contract is a file apart. */
export type ImportedFeed = Omit<FeedContract, 'bronzeTable'> & { readonly bronzeTable: string };

/** The landed files that a table is read from, where a document declares both at once. */
export interface Landing {
  readonly path: string;
  readonly fileNamePattern: string;
  readonly wholeFile: boolean;
}

export type Imported =
  | { readonly kind: 'table'; readonly table: TableContract; readonly landing?: Landing }
  | { readonly kind: 'feed'; readonly feed: ImportedFeed };

export interface ImportOptions {
  /**
   * The name of the table, with its layer.
   * @default - the physical name of the object
   */
  readonly as?: string;
  /**
   * Fields of the document to ignore, by their path without brackets.
   * @default - a field that contracts cannot represent is an error
   */
  readonly drop?: readonly string[];
}

/** A document that contracts cannot represent as it is: each problem names its field. */
export class ImportError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`contract: not importable: ${problems.join('; ')}`);
  }
}

const IDENTIFIER = /^[a-z_][a-z0-9_]*$/;
const QUALIFIED = /^(bronze|silver|gold|ops)\.([a-z_][a-z0-9_]*)$/;

/** The contracts of a parsed document of the standard. @throws ImportError */
export function importOdcs(document: unknown, options: ImportOptions = {}): Imported[] {
  const problems = new Problems(options.drop);
  const root = new Fields(document, '', problems);
  readIdentity(root);
  const objects = root.list('schema');
  if (objects.length === 0) problems.add('schema', 'no object, got none. Name a table or a file');
  if (options.as !== undefined && objects.length > 1) {
    problems.add('schema', `one name for more than one object, got ${objects.length}`);
  }
  root.done();
  const tables = tablesByReference(objects, options.as);
  const imported = objects.map((object) => readObject(object, tables, options.as));
  if (problems.found.length > 0) throw new ImportError(problems.found);
  return imported.map((one) => one!);
}

/** The document itself: which standard it is of, and what it is called. */
function readIdentity(root: Fields): void {
  const version = root.required('apiVersion');
  if (version !== '' && !/^v3\.\d+\.\d+$/.test(version)) {
    root.problems.add('apiVersion', `not a version 3 of the standard, got ${version}`);
  }
  root.oneOf('kind', ['DataContract']);
  for (const key of ['id', 'version', 'status']) root.required(key);
  for (const key of ['name', 'contractCreatedTs']) root.text(key);
}

/** Two-part names of tables by the ids and names that references in the document use. */
function tablesByReference(objects: readonly Fields[], as?: string): ReadonlyMap<string, string> {
  const tables = new Map<string, string>();
  for (const object of objects) {
    const table = as ?? object.text('physicalName');
    for (const key of ['id', 'name']) {
      const reference = object.text(key);
      if (reference !== undefined && table !== undefined) tables.set(reference, table);
    }
  }
  return tables;
}

function readObject(
  object: Fields,
  tables: ReadonlyMap<string, string>,
  as?: string,
): Imported | undefined {
  object.oneOf('logicalType', ['object']);
  const kind = object.oneOf('physicalType', ['table', 'file']) ?? 'table';
  const custom = object.custom();
  if (kind === 'file' && as !== undefined) {
    object.problems.add(object.path, `a file has no name of a table, got ${as}`);
  }
  const imported =
    kind === 'file' ? readFeed(object, custom) : readTable(object, custom, tables, as);
  custom.done();
  object.done();
  return imported;
}

function readTable(
  object: Fields,
  custom: Fields,
  tables: ReadonlyMap<string, string>,
  as?: string,
): Imported | undefined {
  const physical = object.text('physicalName');
  const given = as ?? physical ?? '';
  const [, schema, name] = QUALIFIED.exec(given) ?? [];
  if (name === undefined) {
    object.problems.add(
      object.at('physicalName'),
      `not a table of a layer, got ${given || 'none'}. Specify a name such as silver.deals`,
    );
  }
  const columns = object.list('properties').map((property) => columnOf(property, tables));
  const { rules, deletionRules, setRules } = rulesOf(object, custom, columns);
  const landing = readLanding(custom);
  const before = object.problems.found.length;
  const contract: TableContract = {
    schema: schema as LayerName,
    name: name!,
    comment: object.required('description'),
    grain: object.required('dataGranularityDescription'),
    ...set('key', keyOf(columns, object)),
    columns: columns.map(({ column }) => column),
    ...set('runColumns', custom.texts('runColumns')),
    ...set('layoutColumns', custom.texts('layoutColumns')),
    ...set('properties', custom.map('tableProperties')),
    ...set('isFeatureTable', custom.flag('isFeatureTable')),
    ...set('candidateColumns', custom.texts('candidateColumns')),
    ...set('rules', rules),
    ...set('deletionRules', deletionRules),
    ...set('setRules', setRules),
  };
  if (name === undefined || object.problems.found.length > before) return undefined;
  try {
    return { kind: 'table', table: defineTable(contract), ...set('landing', landing) };
  } catch (error) {
    object.problems.add(object.path, (error as Error).message);
    return undefined;
  }
}

function readLanding(custom: Fields): Landing | undefined {
  const landing = custom.object('landing');
  if (landing === undefined) return undefined;
  const read = {
    path: landing.required('path'),
    fileNamePattern: landing.required('fileNamePattern'),
    wholeFile: landing.flag('wholeFile') ?? false,
  };
  landing.done();
  return read;
}

function readFeed(object: Fields, custom: Fields): Imported {
  const document: DocumentField[] = object.list('properties').map(fieldOf);
  const name = object.required('physicalName');
  if (name !== '' && !IDENTIFIER.test(name)) {
    object.problems.add(object.at('physicalName'), `not a lower-case SQL identifier, got ${name}`);
  }
  const bronzeTable = custom.required('bronzeTable');
  const [, schema] = QUALIFIED.exec(bronzeTable) ?? [];
  if (bronzeTable !== '' && schema !== 'bronze') {
    custom.problems.add(custom.at('bronzeTable'), `not a table of bronze, got ${bronzeTable}`);
  }
  return {
    kind: 'feed',
    feed: {
      name,
      comment: object.required('description'),
      path: custom.required('path'),
      fileNamePattern: custom.required('fileNamePattern'),
      wholeFile: custom.flag('wholeFile') ?? false,
      bronzeTable,
      document,
      ...set('schemaEvolution', custom.oneOf('schemaEvolution', SCHEMA_EVOLUTIONS)),
      ...set('format', custom.oneOf('format', FEED_FORMATS)),
      ...set('reader', custom.oneOf('reader', FEED_READERS)),
    },
  };
}

/** The columns of the primary key in the order of their positions. */
function keyOf(columns: readonly ColumnProperty[], object: Fields): string[] | undefined {
  const parts = columns.filter(({ keyPosition }) => keyPosition !== undefined);
  if (parts.length === 0) return undefined;
  const sorted = [...parts].sort((a, b) => a.keyPosition! - b.keyPosition!);
  const isGapless = sorted.every(({ keyPosition }, index) => keyPosition === index + 1);
  if (!isGapless) {
    const positions = parts.map(({ keyPosition }) => keyPosition).join(', ');
    object.problems.add(
      object.at('properties'),
      `\`primaryKeyPosition\` does not count from 1, got ${positions}`,
    );
  }
  return sorted.map(({ column }) => column.name);
}

function set<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
