/**
 * SHOW SCHEMAS, TABLES and COLUMNS over whole catalogs, by which drivers read the objects of a workspace.
 *
 * Source of the columns: databricks/databricks-jdbc, MetadataResultConstants; databricks-sql-connector,
 * databricks/sql/backend/sea/utils/filters.py (the type of a table is its sixth column).
 */
import type { StatementRows } from '../../../core/cluster/cluster';
import type {
  CatalogCommand,
  Identity,
  ListPatterns,
  Named,
} from '../../../core/cluster/statement-access';
import type { Workspace } from '../../../core/workspace';
import { TableDescriptions } from '../table-descriptions';
import { Access } from './access';
import { textRows } from './commands';
import { holds } from './holds';

type Row = StatementRows['rows'][number];

/** Fields of a schema that lists read. */
interface Schema {
  readonly name: string;
  readonly full_name: string;
  readonly catalog_name: string;
}

interface Table extends Schema {
  readonly table: string;
  readonly tableType: string;
}

const SCHEMA_COLUMNS = ['databaseName', 'catalogName'];
const TABLE_COLUMNS = [
  ...['namespace', 'tableName', 'isTemporary', 'information'],
  ...['catalogName', 'tableType', 'remarks'],
];
const COLUMN_COLUMNS = [
  ...['col_name', 'catalogName', 'namespace', 'tableName', 'columnType', 'columnSize'],
  ...['decimalDigits', 'radix', 'isNullable', 'remarks', 'ordinalPosition', 'isAutoIncrement'],
];

/** The objects of a list that the caller may see. */
export async function catalogList(
  ws: Workspace,
  { action, securable }: CatalogCommand,
  patterns: ListPatterns,
  caller: Identity,
): Promise<StatementRows> {
  const { tree } = ws.get(Access);
  const sees = (one: Named): boolean => holds(tree, caller, 'BROWSE', one);
  const schemas = [...ws.state.collection<Schema>('schemas').values()]
    .filter((one) => securable.full_name === '' || one.catalog_name === securable.full_name)
    .filter((one) => matches(one.name, patterns.schema))
    .sort((a, b) => (a.full_name < b.full_name ? -1 : 1));
  if (action === 'show_schemas') {
    const rows = schemas
      .filter((one) => sees({ securable_type: 'schema', full_name: one.full_name }))
      .map((one) => [one.name, one.catalog_name]);
    return textRows(SCHEMA_COLUMNS, rows);
  }
  const tables: Table[] = [];
  for (const schema of schemas) {
    for (const one of await ws.get(TableDescriptions).list(schema.catalog_name, schema.name)) {
      const fullName = `${schema.full_name}.${one.name}`;
      if (!matches(one.name, patterns.table)) continue;
      if (!sees({ securable_type: 'table', full_name: fullName })) continue;
      tables.push({ ...schema, full_name: fullName, table: one.name, tableType: one.table_type });
    }
  }
  const listed = await Promise.all(
    tables.map((one) =>
      action === 'show_tables' ? tableRows(ws, one) : columnRows(ws, one, patterns.column),
    ),
  );
  return textRows(action === 'show_tables' ? TABLE_COLUMNS : COLUMN_COLUMNS, listed.flat());
}

async function tableRows(ws: Workspace, one: Table): Promise<Row[]> {
  const description = await ws.get(TableDescriptions).describe(one.full_name);
  const row = [one.name, one.table, 'false', null, one.catalog_name, one.tableType];
  return [[...row, description?.comment ?? null]];
}

/** Sizes of other types than DECIMAL are those that the driver knows itself. */
async function columnRows(ws: Workspace, one: Table, pattern: string | null): Promise<Row[]> {
  const description = await ws.get(TableDescriptions).describe(one.full_name);
  return (description?.columns ?? []).flatMap((column, at) => {
    const name = String(column.name);
    if (!matches(name, pattern)) return [];
    const isDecimal = column.type_name === 'DECIMAL';
    const place = [name, one.catalog_name, one.name, one.table];
    const type = [
      String(column.type_text).toUpperCase(),
      isDecimal ? text(column.type_precision) : null,
      isDecimal ? text(column.type_scale) : null,
      isDecimal ? '10' : null,
    ];
    const nullable = column.nullable === false ? 'false' : 'true';
    return [[...place, ...type, nullable, text(column.comment), String(at), 'NO']];
  });
}

function text(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : null;
}

/**
 * Patterns of SHOW: `*` and `%` for any characters, `.` for one, `|` between alternatives, in any case.
 * https://docs.databricks.com/sql/language-manual/sql-ref-syntax-aux-show-tables
 */
export function matches(name: string, pattern: string | null): boolean {
  if (pattern === null) return true;
  const expression = pattern
    .trim()
    .replace(/[\\^$+?()[\]{}]/g, '\\$&')
    .replace(/[*%]+/g, '.*');
  return new RegExp(`^(?:${expression})$`, 'i').test(name);
}
