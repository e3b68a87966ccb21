import {
  COLUMN_LINEAGE,
  columnContract,
  type ComputedLineage,
  type LineageSource,
  personalSources,
} from './lineage';

/** The columns of the view, in the terms of `system.access.column_lineage` where it has them. */
const COLUMNS = [
  'source_table_name',
  'source_column_name',
  'source_field',
  'transformation',
  'target_table_name',
  'target_column_name',
  'other_origins',
] as const;

/** The view of the column lineage: its rows are JSON, which is parsed faster than a list of values. */
export function lineageView(lineage: ComputedLineage = COLUMN_LINEAGE): string {
  const selected = [
    ...COLUMNS.map((name, at) => `    edge[${at}] as ${name}`),
    `    cast(edge[${COLUMNS.length}] as boolean) as is_personal_data`,
  ];
  return `-- gold.column_lineage: the columns that each column of bronze, silver and gold is made of. One row
-- per source of a column; a column that is made of no other has one row, without a source. Generated
-- from contracts and SQL files by \`npm run docs\`: change those.
-- noqa: disable=layout.long_lines
-- reads: :catalog
use catalog identifier (:catalog);

create or replace view gold.column_lineage
comment 'The columns and landed fields that each column is made of, and how'
as
select
${selected.join(',\n')}
from (
    select
        explode(
            from_json(
                '[
${rowsOf(lineage).join(',\n')}
]',
                'array<array<string>>'
            )
        ) as edge
) as edges;
`;
}

function rowsOf(lineage: ComputedLineage): string[] {
  return Object.entries(lineage.tables).flatMap(([table, columns]) =>
    Object.entries(columns).flatMap(([column, { sources, made }]) => {
      const isPersonal =
        columnContract(table, column)?.pii !== undefined ||
        personalSources(table, column, lineage).length > 0;
      const from: (LineageSource | undefined)[] = sources.length > 0 ? [...sources] : [undefined];
      return from.map((source) => {
        const values = [
          ...[source?.table, source?.column, source?.field, source?.how],
          ...[table, column, made.length > 0 ? made.join(', ') : undefined],
        ];
        return JSON.stringify([...values, isPersonal]).replaceAll("'", "\\'");
      });
    }),
  );
}
