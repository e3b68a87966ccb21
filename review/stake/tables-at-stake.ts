import { blocks } from '../../rules/compute';
import { type Body, Hidden, type Json, textOf } from '../../rules/plan-values';
import type { Change } from '../plan/change';

/** A table, schema or catalog whose rows a plan deletes or rewrites. */
export interface AtStake {
  readonly address: string;
  readonly kind: 'catalog' | 'schema' | 'table';
  /** Parts of the full name; undefined where one is not known. */
  readonly name: readonly string[] | undefined;
}

/** The parts of the full name, by the type of the resource. */
const PARTS = {
  databricks_catalog: ['name'],
  databricks_schema: ['catalog_name', 'name'],
  databricks_sql_table: ['catalog_name', 'schema_name', 'name'],
} as const;
const KINDS = {
  databricks_catalog: 'catalog',
  databricks_schema: 'schema',
  databricks_sql_table: 'table',
} as const;

/** The securables that a plan destroys, and the tables of which it removes or retypes a column. */
export function tablesAtStake(changes: readonly Change[]): AtStake[] {
  return changes.flatMap((change): AtStake[] => {
    const { type, address, before } = change;
    if (!(type in PARTS) || before === undefined || !isAtStake(change)) return [];
    // a view holds no rows
    if (textOf(before.table_type).toUpperCase().includes('VIEW')) return [];
    const known = type as keyof typeof PARTS;
    return [{ address, kind: KINDS[known], name: nameOf(before, PARTS[known]) }];
  });
}

function isAtStake({ type, action, before, after }: Change): boolean {
  if (action === 'delete' || action === 'replace') return true;
  if (type !== 'databricks_sql_table' || action !== 'update') return false;
  if (after?.column instanceof Hidden) return true;
  const now = new Map(columns(after).map(({ name, type: is }) => [key(name), key(is)]));
  return columns(before).some(({ name, type: was }) => now.get(key(name)) !== key(was));
}

function columns(body: Body | undefined): Body[] {
  return blocks(body?.column);
}

/** Without the differences that SQL ignores: case and spaces. */
function key(value: Json | undefined): string {
  return textOf(value).toLowerCase().replace(/\s+/g, '');
}

function nameOf(body: Body, fields: readonly string[]): string[] | undefined {
  const parts = fields.map((field) => body[field]);
  return parts.every((part) => typeof part === 'string' && part !== '')
    ? (parts as string[])
    : undefined;
}
