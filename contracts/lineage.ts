import { FEEDS, TABLES } from '.';
import computed from './column-lineage.json';
import type { DocumentField } from './document';
import { lineageDigest } from './lineage-model';
import { type ColumnContract, qualifiedName } from './table';

/**
 * The way in which a value is made of another: the value itself, a function of it, a mask of it, or
 * a count or digest that does not show it.
 */
export type How = 'copied' | 'derived' | 'masked' | 'reduced';

/** A column, or a field of the documents or structs in it. */
export interface LineageSource {
  readonly table: string;
  readonly column: string;
  /**
   * The path of the field: `call.transcript[].text`.
   * @default - the whole column
   */
  readonly field?: string;
  readonly how: How;
}

export interface ColumnLineage {
  readonly sources: readonly LineageSource[];
  /** Origins that are no column: constant, parameter, clock, rows, rules, file, model. */
  readonly made: readonly string[];
}

export interface ComputedLineage {
  /** The contracts and SQL files that it was computed from. */
  readonly digest: string;
  readonly files: readonly string[];
  readonly tables: Readonly<Record<string, Readonly<Record<string, ColumnLineage>>>>;
}

/** The lineage as `npm run docs` computed it (tools/lineage/). */
export const COLUMN_LINEAGE = computed as unknown as ComputedLineage;

/** Schemas whose columns have a lineage: data flows through them from landed documents. */
export const LINEAGE_SCHEMAS: readonly string[] = ['bronze', 'silver', 'gold'];

/** Returns true if the lineage was computed from the contracts and SQL files as they are. */
export function isLineageCurrent(lineage: ComputedLineage = COLUMN_LINEAGE): boolean {
  return lineageDigest(lineage.files) === lineage.digest;
}

/** The sources of a column; undefined where its lineage is not known. */
export function lineageOf(
  table: string,
  column: string,
  lineage: ComputedLineage = COLUMN_LINEAGE,
): ColumnLineage | undefined {
  return lineage.tables[table]?.[column];
}

/** A field of the documents of a feed. */
export interface LandedField {
  readonly feed: string;
  /** @default - the whole document */
  readonly field?: string;
  readonly how: How;
}

const SHOWN: readonly How[] = ['copied', 'derived', 'masked', 'reduced'];

/** The landed fields that a column is made of, each with the way that shows least along the path. */
export function landedFields(
  table: string,
  column: string,
  lineage: ComputedLineage = COLUMN_LINEAGE,
): LandedField[] {
  const found = new Map<string, LandedField>();
  const walk = (at: string, name: string, how: How, above: readonly string[]): void => {
    for (const source of lineageOf(at, name, lineage)?.sources ?? []) {
      const key = `${source.table}.${source.column}`;
      const least = SHOWN[Math.max(SHOWN.indexOf(how), SHOWN.indexOf(source.how))]!;
      const feed = FEEDS.find((one) => key === `${qualifiedName(one.bronzeTable)}.payload`)?.name;
      if (feed !== undefined) {
        const { field } = source;
        const id = `${feed} ${field ?? ''}`;
        const before = found.get(id)?.how;
        const shown = SHOWN[Math.min(SHOWN.indexOf(before ?? least), SHOWN.indexOf(least))]!;
        found.set(id, { feed, ...(field === undefined ? {} : { field }), how: shown });
      } else if (!above.includes(key)) walk(source.table, source.column, least, [...above, key]);
    }
  };
  walk(table, column, 'copied', [`${table}.${column}`]);
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, field]) => field);
}

/**
 * The columns and fields with personal data that a column shows: those that it is a copy or a
 * function of, directly or through other columns. Masks, counts and digests show none.
 */
export function personalSources(
  table: string,
  column: string,
  lineage: ComputedLineage = COLUMN_LINEAGE,
): LineageSource[] {
  const found = new Map<string, LineageSource>();
  const seen = new Set<string>();
  const walk = (at: string, name: string): void => {
    for (const source of lineageOf(at, name, lineage)?.sources ?? []) {
      if (source.how !== 'copied' && source.how !== 'derived') continue;
      const key = `${source.table}.${source.column}`;
      if (isPersonal(source)) found.set(`${key} ${source.field ?? ''}`, source);
      if (seen.has(key)) continue;
      seen.add(key);
      walk(source.table, source.column);
    }
  };
  walk(table, column);
  return [...found.values()];
}

/** Returns true if the contract says that the column, or the field in it, has personal data. */
function isPersonal({ table, column, field }: LineageSource): boolean {
  const feed = FEEDS.find((one) => qualifiedName(one.bronzeTable) === table);
  if (feed !== undefined && column === 'payload' && field !== undefined) {
    return isPersonalField(feed.document, field.replaceAll('[]', '').split('.'));
  }
  const contract = columnContract(table, column);
  return contract !== undefined && isMarked(contract.pii, field);
}

function isPersonalField(
  fields: readonly DocumentField[],
  [first, ...rest]: readonly string[],
): boolean {
  const field = fields.find(({ name }) => name === first);
  // of a field that is not declared, nothing is known
  if (field === undefined) return true;
  if (isMarked(field.pii, rest.join('.'))) return true;
  return field.fields !== undefined && rest.length > 0 && isPersonalField(field.fields, rest);
}

/** A mask of the whole value, or of the field that the path leads through. */
function isMarked(pii: ColumnContract['pii'], field: string | undefined): boolean {
  if (pii === undefined) return false;
  if (typeof pii === 'string') return true;
  const path = (field ?? '').replaceAll('[]', '').split('.').filter(Boolean);
  return path.length === 0 || path.some((part) => pii[part] !== undefined);
}

/** The contract of a column; undefined for a column of a view. */
export function columnContract(table: string, column: string): ColumnContract | undefined {
  return TABLES.find((one) => qualifiedName(one) === table)?.columns.find(
    ({ name }) => name === column,
  );
}
