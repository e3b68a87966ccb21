import {
  columnContract,
  isLineageCurrent,
  lineageOf,
  personalSources,
} from '../../contracts/lineage';
import { blocks } from '../../rules/compute';
import { Hidden, textOf } from '../../rules/plan-values';
import type { Change } from '../plan/change';
import { isDeclared, type Policy, type PolicyContext, type Violation } from './policy';

/** Schemas whose tables are made of landed documents; bronze has the documents as they are. */
const SCHEMAS = ['silver', 'gold'];

export const personalDataUnprotected: Policy = {
  name: 'personal-data-unprotected',
  severity: 'block',
  scope: 'lakehouse',
  rule: 'a new column of silver or gold that is made of personal data has a mask',
  repair: 'Set `pii` of the column in its contract, or make the column without the personal data.',
  check: (context) => {
    const tables = context.changes.filter(
      (change) => change.type === 'databricks_sql_table' && isDeclared(change),
    );
    const isCurrent = tables.length > 0 && isLineageCurrent();
    return tables.flatMap((change) => newColumns(change, context, isCurrent));
  },
};

function newColumns(
  change: Change,
  { plan, settings }: PolicyContext,
  isCurrent: boolean,
): Violation[] {
  const [catalog, schema, name] = plan.fullName(change).split('.');
  if (name === undefined || catalog !== settings.catalog || !SCHEMAS.includes(schema!)) return [];
  const { address, before, after } = change;
  const table = `${schema}.${name}`;
  const columns = after?.column;
  if (columns instanceof Hidden) {
    const message = `the columns of ${table} are ${columns.label}: whether one is made of personal data is not known`;
    return [{ address, message }];
  }
  const known = new Set(blocks(before?.column).map((column) => textOf(column.name).toLowerCase()));
  return blocks(columns)
    .map((column) => textOf(column.name))
    .filter((column) => !known.has(column.toLowerCase()))
    .flatMap((column) => {
      const message = problemOf(table, column, isCurrent);
      return message === undefined ? [] : [{ address, subject: column, message }];
    });
}

/** The reason why a column may show personal data; undefined where it shows none, or is masked. */
function problemOf(table: string, column: string, isCurrent: boolean): string | undefined {
  if (columnContract(table, column)?.pii !== undefined) return undefined;
  const of = `the new column ${table}.${column}`;
  if (!isCurrent) return `${of} has no known lineage: contracts/column-lineage.json is out of date`;
  if (lineageOf(table, column) === undefined) return `${of} has no known lineage`;
  const sources = personalSources(table, column).map(
    (source) => `${source.table}.${source.column}${source.field ? ` (${source.field})` : ''}`,
  );
  return sources.length > 0 ? `${of} is made of ${sources.join(', ')} and has no mask` : undefined;
}
