import {
  COLUMN_LINEAGE,
  columnContract,
  type ComputedLineage,
  type LineageSource,
  personalSources,
} from './lineage';

/** The columns of the view, in the terms of `system.access.column_lineage` where it has them. */
const COLUMNS = [
  'pair.source as source_table_name',
  'get(edge, 2) as source_column_name',
  'get(edge, 3) as source_field',
  'get(edge, 1) as transformation',
  'pair.target as target_table_name',
  'get(edge, 0) as target_column_name',
  'get(edge, 4) as other_origins',
  "coalesce(get(edge, 5) = 'true', false) as is_personal_data",
] as const;

/** A row of the view without the names of its tables, and without the values that are missing at its end. */
type Edge = readonly (string | boolean | undefined)[];

/**
 * The view of the column lineage. Its rows are JSON, which is parsed faster than a list of values, and the names of
 * two tables stand once for all of their rows: Hive's metastore stores 32,700 characters of a view.
 */
export function lineageView(lineage: ComputedLineage = COLUMN_LINEAGE): string {
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
${COLUMNS.map((column) => `    ${column}`).join(',\n')}
from (
    select
        pair,
        explode(pair.edges) as edge
    from (
        select
            explode(
                from_json(
                    '[
${pairsOf(lineage).join(',\n')}
]',
                    'array<struct<source: string, target: string, edges: array<array<string>>>>'
                )
            ) as pair
    ) as pairs
) as edges;
`;
}

/** One JSON object for each pair of a source and a target table, with its edges. */
function pairsOf(lineage: ComputedLineage): string[] {
  return Object.entries(lineage.tables).flatMap(([target, columns]) => {
    const bySource = new Map<string | undefined, Edge[]>();
    for (const [column, { sources, made }] of Object.entries(columns)) {
      const isPersonal =
        columnContract(target, column)?.pii !== undefined ||
        personalSources(target, column, lineage).length > 0;
      const origins = made.length > 0 ? made.join(', ') : undefined;
      const from: (LineageSource | undefined)[] = sources.length > 0 ? [...sources] : [undefined];
      for (const source of from) {
        const edges = bySource.get(source?.table) ?? [];
        bySource.set(source?.table, edges);
        const values = [column, source?.how, source?.column, source?.field, origins, isPersonal];
        while (!values.at(-1)) values.pop();
        edges.push(values);
      }
    }
    return [...bySource].map(([source, edges]) =>
      JSON.stringify({ source, target, edges }).replaceAll("'", "\\'"),
    );
  });
}
