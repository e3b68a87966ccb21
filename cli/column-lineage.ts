/** The lineage of a column, as lines to read and as JSON. */
import { CliError } from '../client/errors';
import {
  COLUMN_LINEAGE,
  columnContract,
  isLineageCurrent,
  type LandedField,
  landedFields,
  lineageOf,
  type LineageSource,
  personalSources,
} from '../contracts/lineage';

/** A column with all that it is made of, back to the landed documents. */
export interface ColumnReport {
  readonly column: string;
  /** Origins that are no column, such as the clock. */
  readonly made: readonly string[];
  readonly sources: readonly SourceReport[];
  readonly landed_fields: readonly LandedField[];
  readonly mask: unknown;
  readonly personal_sources: readonly LineageSource[];
}

interface SourceReport extends LineageSource {
  readonly made: readonly string[];
  readonly sources: readonly SourceReport[];
}

const COLUMN = /^(?:\w+\.)?(\w+\.\w+)\.(\w+)$/;

/** @throws CliError where the column or its lineage is not known */
export function columnReport(given: string): ColumnReport {
  const [, table, column] = COLUMN.exec(given) ?? [];
  if (table === undefined || column === undefined) {
    throw new CliError(`column: not a name like gold.rep_monthly_scores.avg_value, got ${given}`);
  }
  if (!isLineageCurrent()) {
    throw new CliError(
      'column lineage: not of the contracts and SQL files as they are, got ' +
        'contracts/column-lineage.json. Run `npm run docs`',
    );
  }
  const lineage = lineageOf(table, column);
  if (lineage === undefined) {
    const columns = Object.keys(COLUMN_LINEAGE.tables[table] ?? {});
    const known = columns.length > 0 ? columns : Object.keys(COLUMN_LINEAGE.tables);
    throw new CliError(`column: without a lineage, got ${given}. Use one of ${known.join(', ')}`);
  }
  return {
    column: `${table}.${column}`,
    made: lineage.made,
    sources: sourcesOf(table, column, new Set()),
    landed_fields: landedFields(table, column),
    mask: columnContract(table, column)?.pii ?? null,
    personal_sources: personalSources(table, column),
  };
}

function sourcesOf(table: string, column: string, above: ReadonlySet<string>): SourceReport[] {
  const key = `${table}.${column}`;
  if (above.has(key)) return [];
  return (lineageOf(table, column)?.sources ?? []).map((source) => ({
    ...source,
    made: lineageOf(source.table, source.column)?.made ?? [],
    // a field of a document is the end of the way: the document itself tells no more
    sources:
      source.field !== undefined && source.table.startsWith('bronze.')
        ? []
        : sourcesOf(source.table, source.column, new Set([...above, key])),
  }));
}

export function describeColumn(report: ColumnReport): string {
  const landed = report.landed_fields.map(
    ({ feed, field, how }) => `  ${feed}: ${field ?? 'the whole document'} (${how})`,
  );
  const personal = report.personal_sources.map((source) => `  ${nameOf(source)}`);
  return [
    report.column + origins(report.made),
    ...report.sources.flatMap((source) => lines(source, '  ')),
    ...(landed.length > 0 ? ['landed fields', ...landed] : []),
    ...(personal.length > 0 ? [`personal data (mask: ${maskText(report.mask)})`, ...personal] : []),
  ].join('\n');
}

function lines(source: SourceReport, indent: string): string[] {
  return [
    `${indent}${source.how} from ${nameOf(source)}${origins(source.made)}`,
    ...source.sources.flatMap((one) => lines(one, `${indent}  `)),
  ];
}

function nameOf({ table, column, field }: LineageSource): string {
  return `${table}.${column}${field === undefined ? '' : ` ${field}`}`;
}

function origins(made: readonly string[]): string {
  return made.length > 0 ? ` (also ${made.join(', ')})` : '';
}

function maskText(mask: unknown): string {
  if (mask === null) return 'none';
  if (typeof mask === 'string') return mask;
  return Object.entries(mask as Record<string, string>)
    .map(([field, kind]) => `${field} ${kind}`)
    .join(', ');
}
