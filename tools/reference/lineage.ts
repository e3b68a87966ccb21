/** The page of the column lineage. */
import {
  columnContract,
  type ComputedLineage,
  landedFields,
  type LineageSource,
  personalSources,
} from '../../contracts/lineage';
import { page, table } from './table';

/** Of a long list of sources so many are named. */
const MOST_NAMED = 6;

export function lineageReference(lineage: ComputedLineage): string {
  const sections = Object.entries(lineage.tables).map(([name, columns]) => {
    const rows = Object.entries(columns).map(([column, { sources, made }]) => [
      `\`${column}\``,
      list(sources.map(sourceText)),
      list(
        name.startsWith('bronze.')
          ? []
          : landedFields(name, column, lineage).map(
              ({ feed, field }) => `\`${feed}\`${field === undefined ? '' : ` \`${field}\``}`,
            ),
      ),
      made.join(', '),
      protection(name, column, lineage),
    ]);
    return [
      `## ${name}`,
      table(['column', 'made of', 'landed fields', 'other origins', 'personal data'], rows),
    ].join('\n\n');
  });
  return page(
    'Column lineage',
    'The columns that each column of bronze, silver and gold is made of, and the fields of landed documents. ' +
      '`npx lakehouse lineage --column <table>.<column>` prints one column, and `gold.column_lineage` has all of them.',
    'A value is *copied*, *derived* by a function, *masked*, or *reduced* to a count or digest. ' +
      'Filters and joins are not part of the lineage.',
    ...sections,
  );
}

function sourceText({ table: of, column, field, how }: LineageSource): string {
  return `${how} \`${of}.${column}\`${field === undefined ? '' : ` \`${field}\``}`;
}

function list(texts: readonly string[]): string {
  const more = texts.length - MOST_NAMED;
  return texts.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function protection(name: string, column: string, lineage: ComputedLineage): string {
  const pii = columnContract(name, column)?.pii;
  if (typeof pii === 'string') return `mask ${pii}`;
  if (pii !== undefined) {
    return Object.entries(pii)
      .map(([field, kind]) => `\`${field}\` mask ${kind}`)
      .join(', ');
  }
  return personalSources(name, column, lineage).length > 0 ? 'no mask' : '';
}
