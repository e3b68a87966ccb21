import { type Body, Hidden, type Json } from '../../rules/plan-values';
import type { Change } from '../plan/change';

/** Types whose `properties` are those of a Delta table. */
const TABLES = ['databricks_sql_table', 'databricks_table'];

/** Returns whether a change leaves a table that existed before. */
export function isChangedTable({ type, before, after }: Change): boolean {
  return TABLES.includes(type) && before !== undefined && after !== undefined;
}

/** A property of a table: undefined where it is not set, hidden where all of them are. */
export function propertyOf(body: Body, name: string): Json | undefined {
  const { properties } = body;
  if (properties instanceof Hidden) return properties;
  return (properties as Body | null | undefined)?.[name] ?? undefined;
}
