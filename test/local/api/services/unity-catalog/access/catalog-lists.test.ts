import type {
  CatalogCommand,
  ListPatterns,
} from '../../../../../../local/api/core/cluster/statement-access';
import { Access } from '../../../../../../local/api/services/unity-catalog/access/access';
import {
  catalogList,
  matches,
} from '../../../../../../local/api/services/unity-catalog/access/catalog-lists';
import { Harness } from '../../../harness';

const UC = '/api/2.1/unity-catalog';
const ANN = 'ann@example.com';

describe('lists over whole catalogs', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await (await Harness.open()).withCatalog();
    await api.post(`${UC}/schemas`, { catalog_name: 'spark_catalog', name: 'gold' });
    const column = (name: string, type_name: string, rest = {}) => ({
      ...{ name, type_name, type_text: type_name.toLowerCase(), nullable: true },
      ...rest,
    });
    const columns = [
      column('id', 'STRING', { nullable: false, comment: 'Key' }),
      column('price', 'DECIMAL', { type_precision: 10, type_scale: 2 }),
    ];
    for (const name of ['silver.deals', 'silver.reps', 'gold.scores']) {
      const table = { table_type: 'MANAGED', comment: `Table ${name}`, columns } as const;
      api.cluster.tables.set(`spark_catalog.${name}`, table);
    }
    await api.post('/api/2.0/preview/scim/v2/Users', { userName: ANN });
  });
  afterEach(() => api.close());

  const list = async (
    action: CatalogCommand['action'],
    patterns: Partial<ListPatterns> = {},
    { as = 'admin@example.com', catalog = 'spark_catalog' } = {},
  ) => {
    const securable = { securable_type: 'catalog', full_name: catalog };
    const command: CatalogCommand = { action, securable, principal: null, privileges: [] };
    const all = { schema: null, table: null, column: null, ...patterns };
    const caller = api.ws.get(Access).tree.identity(as)!;
    const { columns, rows } = await catalogList(api.ws, command, all, caller);
    return rows.map((row) =>
      Object.fromEntries(row.map((value, at) => [columns[at]!.name, value])),
    );
  };

  it('have the schemas of a catalog, or of all', async () => {
    const schemas = (await list('show_schemas', {}, { catalog: '' })).map(
      (one) => one.databaseName,
    );
    expect(schemas).toEqual(['default', 'gold', 'silver']);
    expect(await list('show_schemas', {}, { catalog: 'other' })).toEqual([]);
  });

  it('have tables by patterns, with the type as the sixth column', async () => {
    const rows = await list('show_tables', { schema: 'silver', table: 'd*' });
    expect(rows).toEqual([
      {
        ...{ namespace: 'silver', tableName: 'deals', isTemporary: 'false', information: null },
        ...{ catalogName: 'spark_catalog', tableType: 'MANAGED', remarks: 'Table silver.deals' },
      },
    ]);
    expect(Object.keys(rows[0]!)[5]).toBe('tableType');
  });

  it('have columns with types, in order', async () => {
    const rows = await list('show_columns', { table: 'scores', column: 'p%' });
    expect(rows).toMatchObject([
      {
        ...{ col_name: 'price', tableName: 'scores', columnType: 'DECIMAL', columnSize: '10' },
        ...{ decimalDigits: '2', radix: '10', isNullable: 'true', ordinalPosition: '1' },
      },
    ]);
    expect(await list('show_columns', { table: 'scores' })).toHaveLength(2);
  });

  it('have no object on which the caller has no privilege', async () => {
    expect(await list('show_tables', {}, { as: ANN })).toEqual([]);
    await api.patch(`${UC}/permissions/table/spark_catalog.silver.reps`, {
      changes: [{ principal: ANN, add: ['SELECT'] }],
    });
    const seen = (await list('show_tables', {}, { as: ANN })).map((one) => one.tableName);
    expect(seen).toEqual(['reps']);
    const columns = await list('show_columns', {}, { as: ANN });
    expect(new Set(columns.map((one) => one.tableName))).toEqual(new Set(['reps']));
  });
});

test.each([
  ['deals', 'd*', true],
  ['deals', 'D%', true],
  ['deals', 'a|deals', true],
  ['deals', 'deal.', true],
  ['deals', 'deal', false],
  ['d+', 'd+', true],
  ['dd', 'd+', false],
])('%s matches %s: %p', (name, pattern, expected) => {
  expect(matches(name, pattern)).toBe(expected);
});
