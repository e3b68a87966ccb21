/** Unity Catalog's view of tables: content from the Spark process, ownership from the state. */
import type { TableDescription } from '../../core/cluster/cluster';
import { doesNotExist, requireString } from '../../core/errors';
import type { JsonObject } from '../../core/json';
import { type Call, isTrue, page, type Routes } from '../../core/routes';
import { Statements } from '../sql/statements';
import { Access, securable } from '../unity-catalog/access/access';
import { requirePrincipal } from '../unity-catalog/access/grants';
import { missingSecurable } from '../unity-catalog/securables';
import { TableDescriptions } from '../unity-catalog/table-descriptions';

const PATH = '/api/2.1/unity-catalog/tables';

/** Fields of a schema that lists of tables read. */
interface Schema {
  readonly name: string;
  readonly full_name: string;
  readonly catalog_name: string;
}

interface TableName {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
  readonly fullName: string;
}

function parseName(call: Call, given: string): TableName {
  const fullName = given.toLowerCase();
  const [catalog, schema, table, ...rest] = fullName.split('.');
  if (!catalog || !schema || !table || rest.length > 0) {
    throw doesNotExist(`'${given}' is not a valid name of a table.`, 'TABLE_DOES_NOT_EXIST');
  }
  // no request to Spark for a schema that the workspace does not have
  if (!call.ws.state.collection('schemas').has(`${catalog}.${schema}`)) {
    throw missingSecurable('table', fullName);
  }
  return { catalog, schema, table, fullName };
}

function view(call: Call, name: TableName, description: TableDescription) {
  const { ws } = call;
  const record = ws.get(Access).tree.recordOf(securable('table', name.fullName));
  const { clustering_columns: clustering, ...content } = description;
  const properties = { ...content.properties };
  if (clustering?.length) properties.clusteringColumns = JSON.stringify(clustering.map((c) => [c]));
  return {
    name: name.table,
    catalog_name: name.catalog,
    schema_name: name.schema,
    full_name: name.fullName,
    metastore_id: ws.state.metastoreId,
    securable_type: 'TABLE',
    ...content,
    properties,
    ...record,
  };
}

/** The table of that name, by default the path's, which the caller must have `privilege` on, or 404. */
export async function named(
  call: Call,
  privilege: string,
  fullName = call.params.name!,
): Promise<[name: TableName, description: TableDescription]> {
  const name = parseName(call, fullName);
  const description = await call.ws.get(TableDescriptions).describe(name.fullName);
  const on = securable('table', name.fullName);
  call.ws.get(Access).require(call.principal, privilege, on, description !== undefined);
  if (!description) throw missingSecurable('table', name.fullName);
  return [name, description];
}

async function get(call: Call): Promise<JsonObject> {
  return view(call, ...(await named(call, 'BROWSE')));
}

async function list(call: Call): Promise<JsonObject> {
  const { ws, query } = call;
  const catalog = requireString(query, 'catalog_name').toLowerCase();
  const schema = requireString(query, 'schema_name').toLowerCase();
  if (!ws.state.collection('schemas').has(`${catalog}.${schema}`)) {
    throw missingSecurable('schema', `${catalog}.${schema}`);
  }
  const all = (await ws.get(TableDescriptions).list(catalog, schema)).filter((table) =>
    ws.get(Access).sees(call.principal, securable('table', `${catalog}.${schema}.${table.name}`)),
  );
  const { items, next_page_token } = page(all, query, 'max_results', 10_000);
  const tables: JsonObject[] = [];
  for (const item of items) {
    const name = parseName(call, `${catalog}.${schema}.${item.name}`);
    const description = await ws.get(TableDescriptions).describe(name.fullName);
    // dropped after the list was read
    if (!description) continue;
    const { columns, properties, ...rest } = view(call, name, description);
    tables.push({
      ...rest,
      ...(isTrue(query.omit_columns) ? {} : { columns }),
      ...(isTrue(query.omit_properties) ? {} : { properties }),
    });
  }
  return { tables, ...(next_page_token ? { next_page_token } : {}) };
}

async function update(call: Call): Promise<JsonObject> {
  const { ws, principal, body } = call;
  const [{ fullName }] = await named(call, 'OWNER');
  const { owner } = body as { owner?: string };
  if (owner !== undefined) {
    requirePrincipal(ws.principals, owner);
    ws.get(Access).tree.setOwner(securable('table', fullName), owner, principal.name);
  }
  return {};
}

async function remove(call: Call): Promise<JsonObject> {
  const [name, { table_type: type }] = await named(call, 'OWNER');
  const quoted = [name.catalog, name.schema, name.table].map(
    (part) => `\`${part.replaceAll('`', '``')}\``,
  );
  const statement = `DROP ${type === 'VIEW' ? 'VIEW' : 'TABLE'} ${quoted.join('.')}`;
  await call.ws.get(Statements).run(statement, call.principal);
  return {};
}

async function exists(call: Call): Promise<JsonObject> {
  const { fullName } = parseName(call, call.params.name!);
  const table_exists = (await call.ws.get(TableDescriptions).describe(fullName)) !== undefined;
  call.ws.get(Access).require(call.principal, 'BROWSE', securable('table', fullName), table_exists);
  return { table_exists };
}

async function summaries(call: Call): Promise<JsonObject> {
  const { ws, query } = call;
  const catalog = requireString(query, 'catalog_name').toLowerCase();
  const found: JsonObject[] = [];
  for (const schema of ws.state.collection<Schema>('schemas').values()) {
    if (schema.catalog_name !== catalog) continue;
    for (const table of await ws.get(TableDescriptions).list(catalog, schema.name)) {
      const full_name = `${schema.full_name}.${table.name}`;
      if (!ws.get(Access).sees(call.principal, securable('table', full_name))) continue;
      found.push({ full_name, table_type: table.table_type });
    }
  }
  return { tables: found };
}

export const tableRoutes: Routes = {
  [`GET ${PATH}`]: list,
  [`GET ${PATH}/:name`]: get,
  [`GET ${PATH}/:name/exists`]: exists,
  [`PATCH ${PATH}/:name`]: update,
  [`DELETE ${PATH}/:name`]: remove,
  'GET /api/2.1/unity-catalog/table-summaries': summaries,
};
