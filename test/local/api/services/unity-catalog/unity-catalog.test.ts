import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { Harness } from '../../harness';

const UC = '/api/2.1/unity-catalog';

describe('Unity Catalog', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await (await Harness.open()).withCatalog();
  });
  afterEach(() => api.close());

  const statement = async (text: string) => {
    const [warehouse] = (await api.get('/api/2.0/sql/warehouses')).body.warehouses;
    const warehouse_id = warehouse?.id ?? (await api.withWarehouse());
    return (await api.post('/api/2.0/sql/statements', { statement: text, warehouse_id })).body;
  };
  const createTable = (name: string) =>
    statement(`CREATE TABLE \`spark_catalog\`.\`silver\`.\`${name}\` (\`id\` STRING) USING DELTA;`);

  test('a new catalog has its default schema, which goes without the Spark process', async () => {
    expect((await api.get(`${UC}/schemas/spark_catalog.default`)).status).toBe(200);
    const before = api.cluster.calls.length;
    expect((await api.delete(`${UC}/schemas/spark_catalog.default`)).status).toBe(200);
    expect(api.cluster.calls).toHaveLength(before);
    expect((await api.get(`${UC}/schemas/spark_catalog.default`)).body.error_code).toBe(
      'SCHEMA_DOES_NOT_EXIST',
    );
  });

  test('a schema that Spark could not name has volumes and no tables', async () => {
    const calls = api.cluster.calls.length;
    const created = await api.post(`${UC}/schemas`, {
      catalog_name: 'spark_catalog',
      name: 'files-of-tests',
    });
    expect(created.status).toBe(200);
    const schema = 'spark_catalog.files-of-tests';
    const volume = { catalog_name: 'spark_catalog', schema_name: 'files-of-tests', name: 'in-out' };
    const made = await api.post(`${UC}/volumes`, { ...volume, volume_type: 'MANAGED' });
    expect(made.body).toMatchObject({ full_name: `${schema}.in-out` });
    const { catalog_name, schema_name } = volume;
    const query = new URLSearchParams({ catalog_name, schema_name }).toString();
    const listed = await api.get(`${UC}/tables?${query}`);
    expect(listed.body).toEqual({ tables: [] });
    expect((await api.get(`${UC}/tables/${schema}.t`)).body.error_code).toBe(
      'TABLE_DOES_NOT_EXIST',
    );
    expect((await api.delete(`${UC}/schemas/${schema}`)).status).toBe(400);
    expect((await api.delete(`${UC}/volumes/${schema}.in-out`)).status).toBe(200);
    expect((await api.delete(`${UC}/schemas/${schema}`)).status).toBe(200);
    expect(api.cluster.calls).toHaveLength(calls);
  });

  test('echoes what was sent, with the fields of the server', async () => {
    const { body } = await api.post(`${UC}/schemas`, {
      catalog_name: 'spark_catalog',
      name: 'Gold',
      comment: 'c',
      properties: { a: 'b' },
    });
    expect(body).toMatchObject({
      name: 'gold',
      full_name: 'spark_catalog.gold',
      comment: 'c',
      properties: { a: 'b' },
      owner: 'admin@example.com',
      metastore_id: api.ws.state.metastoreId,
    });
    expect(api.cluster.schemas).toContain('spark_catalog.gold');
    const changed = await api.patch(`${UC}/schemas/spark_catalog.gold`, { comment: 'd' });
    expect(changed.body).toMatchObject({ comment: 'd', properties: { a: 'b' } });
  });

  test.each([
    [
      'catalogs',
      { name: 'system' },
      400,
      'INVALID_PARAMETER_VALUE',
      /must be of letters, digits and _, and not reserved, .*got system/,
    ],
    ['catalogs', { name: 'spark_catalog' }, 400, 'CATALOG_ALREADY_EXISTS', /already exists/],
    [
      'schemas',
      { catalog_name: 'other', name: 's' },
      404,
      'CATALOG_DOES_NOT_EXIST',
      /'other' does not exist/,
    ],
    [
      'schemas',
      { catalog_name: 'spark_catalog', name: 'silver' },
      400,
      'SCHEMA_ALREADY_EXISTS',
      /spark_catalog.silver/,
    ],
    [
      'schemas',
      { catalog_name: 'spark_catalog', name: 'a.b' },
      400,
      'INVALID_PARAMETER_VALUE',
      /got a\.b/,
    ],
    [
      'volumes',
      { catalog_name: 'spark_catalog', schema_name: 'nope', name: 'v' },
      404,
      'SCHEMA_DOES_NOT_EXIST',
      /'spark_catalog.nope'/,
    ],
    [
      'volumes',
      { catalog_name: 'spark_catalog', schema_name: 'silver', name: 'v', volume_type: 'EXTERNAL' },
      400,
      'INVALID_PARAMETER_VALUE',
      /must be MANAGED/,
    ],
  ])('refuses %s %j', async (plural, body, status, code, message) => {
    const answer = await api.post(`${UC}/${plural}`, body);
    expect([answer.status, answer.body.error_code]).toEqual([status, code]);
    expect(answer.body.message).toMatch(message);
  });

  test('a schema that holds something is dropped by force only, with all it holds', async () => {
    await createTable('t');
    const path = `${UC}/schemas/spark_catalog.silver`;
    const refused = await api.delete(path);
    expect(refused.body).toEqual({
      error_code: 'INVALID_STATE',
      message: "Schema 'spark_catalog.silver' is not empty. The schema has 1 table(s), 1 volume(s)",
    });
    const folder = join(api.root, 'volumes/spark_catalog/silver/landing');
    expect(existsSync(folder)).toBe(true);
    expect((await api.delete(`${path}?force=true`)).status).toBe(200);
    expect(existsSync(folder)).toBe(false);
    expect((await api.get(`${UC}/tables/spark_catalog.silver.t`)).body.error_code).toBe(
      'TABLE_DOES_NOT_EXIST',
    );
  });

  test('a table has its content from Spark, its owner from who created it', async () => {
    await createTable('t');
    const { body } = await api.get(`${UC}/tables/spark_catalog.silver.t`);
    expect(body).toMatchObject({
      full_name: 'spark_catalog.silver.t',
      table_type: 'MANAGED',
      owner: 'admin@example.com',
      columns: [{ name: 'id', type_text: 'string', nullable: true }],
    });
    await api.patch(`${UC}/tables/spark_catalog.silver.t`, { owner: 'admins' });
    expect((await api.get(`${UC}/tables/spark_catalog.silver.t`)).body.owner).toBe('admins');
    const nobody = await api.patch(`${UC}/tables/spark_catalog.silver.t`, { owner: 'nobody' });
    expect(nobody.body.error_code).toBe('PRINCIPAL_DOES_NOT_EXIST');
  });

  test('a table has a primary key, which tells of it and goes with it', async () => {
    await createTable('t');
    const path = `${UC}/tables/spark_catalog.silver.t`;
    const key = { primary_key_constraint: { name: 't_pk', child_columns: ['id'] } };
    const set = (constraint: unknown, name = 'silver.t') =>
      api.post(`${UC}/constraints`, { full_name_arg: `spark_catalog.${name}`, constraint });
    const kept = async () => (await api.get(path)).body.table_constraints;

    expect((await set(key)).body.message).toMatch(/must be NOT NULL, got id, which may be null$/);
    api.cluster.tables.get('spark_catalog.silver.t')!.columns[0]!.nullable = false;
    expect((await set(key)).body).toEqual(key);
    expect(await kept()).toEqual([key]);
    expect((await set(key)).body.message).toMatch(/already has the primary key 't_pk'/);
    expect((await set({ foreign_key_constraint: {} })).body.message).toMatch(
      /must be a `primary_key_constraint` in a local workspace, got foreign_key_constraint/,
    );
    expect((await set({ primary_key_constraint: { name: 'x' } })).status).toBe(400);
    expect((await set(key, 'silver.u')).body.error_code).toBe('TABLE_DOES_NOT_EXIST');

    const drop = (name: string) =>
      api.delete(`${UC}/constraints/spark_catalog.silver.t?constraint_name=${name}&cascade=false`);
    expect((await drop('other')).status).toBe(404);
    expect((await drop('t_pk')).status).toBe(200);
    expect(await kept()).toEqual([]);
    await set(key);
    await api.delete(path);
    await createTable('t');
    expect(await kept()).toBeUndefined();
  });

  test('only who manages a table sets its primary key', async () => {
    await api.post('/api/2.0/preview/scim/v2/Users', { userName: 'analyst@example.com' });
    await createTable('t');
    api.cluster.tables.get('spark_catalog.silver.t')!.columns[0]!.nullable = false;
    const body = {
      full_name_arg: 'spark_catalog.silver.t',
      constraint: { primary_key_constraint: { name: 't_pk', child_columns: ['id'] } },
    };
    const grant = (on: string, ...add: string[]) =>
      api.patch(`${UC}/permissions/${on}`, {
        changes: [{ principal: 'analyst@example.com', add }],
      });
    const set = () => api.send('POST', `${UC}/constraints`, { body, as: 'analyst@example.com' });
    const table = 'table/spark_catalog.silver.t';
    await grant('catalog/spark_catalog', 'USE_CATALOG');
    await grant('schema/spark_catalog.silver', 'USE_SCHEMA');
    await grant(table, 'SELECT', 'MODIFY');
    expect((await set()).status).toBe(403);
    await grant(table, 'MANAGE');
    expect((await set()).status).toBe(200);
  });

  test('a description is asked for once, also over a restart, until something may have changed it', async () => {
    await createTable('t');
    await createTable('u');
    const asked = () => api.cluster.count('describe_table');
    const read = async () => {
      await api.get(`${UC}/tables/spark_catalog.silver.t`);
      await api.get(`${UC}/tables/spark_catalog.silver.u`);
    };
    await read();
    await read();
    await statement('select * from silver.t');
    await read();
    expect(asked()).toBe(2);
    await statement('ALTER TABLE spark_catalog.silver.t ADD COLUMN x STRING');
    await read();
    expect(asked()).toBe(3);
    await statement('insert into spark_catalog.silver.t select 1');
    await read();
    expect(asked()).toBe(4);

    const { tables } = api.cluster;
    api = await api.restart();
    for (const [name, table] of tables) api.cluster.tables.set(name, table);
    await read();
    expect(api.cluster.calls).toEqual([]);
  });

  test('lists and deletes tables', async () => {
    await createTable('t');
    const list = `${UC}/tables?catalog_name=spark_catalog&schema_name=silver`;
    expect((await api.get(list)).body.tables.map((t: { name: string }) => t.name)).toEqual(['t']);
    expect((await api.get(`${UC}/tables/spark_catalog.silver.t/exists`)).body).toEqual({
      table_exists: true,
    });
    await api.delete(`${UC}/tables/spark_catalog.silver.t`);
    expect((await api.get(list)).body.tables).toEqual([]);
  });

  test('a schema that a statement makes or drops is one of the workspace, or no longer', async () => {
    await statement('CREATE SCHEMA gold');
    expect((await api.get(`${UC}/schemas/spark_catalog.gold`)).body).toMatchObject({
      name: 'gold',
      catalog_name: 'spark_catalog',
      owner: 'admin@example.com',
    });
    await statement('DROP SCHEMA gold');
    expect((await api.get(`${UC}/schemas/spark_catalog.gold`)).status).toBe(404);
  });

  test('metastore, bindings and system schemas go by one metastore id', async () => {
    const { metastore_id: id, workspace_id: workspace } = (
      await api.get(`${UC}/current-metastore-assignment`)
    ).body;
    expect((await api.get(`${UC}/metastore_summary`)).body.metastore_id).toBe(id);
    await api.send('PUT', `${UC}/metastores/${id}/systemschemas/access`);
    const { schemas } = (await api.get(`${UC}/metastores/${id}/systemschemas`)).body;
    expect(schemas).toContainEqual({ schema: 'access', state: 'ENABLE_COMPLETED' });
    expect((await api.get(`${UC}/metastores/other/systemschemas`)).status).toBe(404);
    const bindings = `${UC}/bindings/catalog/spark_catalog`;
    await api.patch(bindings, { add: [{ workspace_id: workspace }] });
    expect((await api.get(bindings)).body.bindings).toEqual([
      { workspace_id: workspace, binding_type: 'BINDING_TYPE_READ_WRITE' },
    ]);
  });
});

describe('grants', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await (await Harness.open()).withCatalog();
    await api.post('/api/2.0/preview/scim/v2/Groups', { displayName: 'analysts' });
  });
  afterEach(() => api.close());

  const change = (on: string, ...changes: object[]) =>
    api.patch(`${UC}/permissions/${on}`, { changes });

  test('are added to and removed from, per principal', async () => {
    await change('schema/spark_catalog.silver', {
      principal: 'analysts',
      add: ['USE SCHEMA', 'SELECT', 'MODIFY'],
    });
    await change('schema/spark_catalog.silver', {
      principal: 'analysts',
      remove: ['MODIFY'],
      add: ['SELECT'],
    });
    expect((await api.get(`${UC}/permissions/SCHEMA/spark_catalog.silver`)).body).toEqual({
      privilege_assignments: [{ principal: 'analysts', privileges: ['SELECT', 'USE_SCHEMA'] }],
    });
    await change('schema/spark_catalog.silver', {
      principal: 'analysts',
      remove: ['SELECT', 'USE_SCHEMA'],
    });
    expect((await api.get(`${UC}/permissions/schema/spark_catalog.silver`)).body).toEqual({});
  });

  test('come down from what holds the securable, where they apply to it', async () => {
    await change('catalog/spark_catalog', {
      principal: 'analysts',
      add: ['USE_CATALOG', 'READ_VOLUME'],
    });
    await change('volume/spark_catalog.silver.landing', {
      principal: 'analysts',
      add: ['WRITE_VOLUME'],
    });
    const { body } = await api.get(
      `${UC}/effective-permissions/volume/spark_catalog.silver.landing`,
    );
    expect(body.privilege_assignments).toEqual([
      {
        principal: 'analysts',
        privileges: [
          { privilege: 'WRITE_VOLUME' },
          {
            privilege: 'READ_VOLUME',
            inherited_from_type: 'CATALOG',
            inherited_from_name: 'spark_catalog',
          },
        ],
      },
    ]);
  });

  test('go with the securable', async () => {
    await change('volume/spark_catalog.silver.landing', {
      principal: 'analysts',
      add: ['READ_VOLUME'],
    });
    await api.delete(`${UC}/volumes/spark_catalog.silver.landing`);
    await api.post(`${UC}/volumes`, {
      catalog_name: 'spark_catalog',
      schema_name: 'silver',
      name: 'landing',
    });
    expect((await api.get(`${UC}/permissions/volume/spark_catalog.silver.landing`)).body).toEqual(
      {},
    );
  });

  test.each([
    [
      'schema/spark_catalog.nope',
      { principal: 'analysts', add: ['SELECT'] },
      404,
      'SCHEMA_DOES_NOT_EXIST',
    ],
    [
      'schema/spark_catalog.silver',
      { principal: 'nobody', add: ['SELECT'] },
      404,
      'PRINCIPAL_DOES_NOT_EXIST',
    ],
    [
      'schema/spark_catalog.silver',
      { principal: 'analysts', add: ['USE_CATALOG'] },
      400,
      'INVALID_PARAMETER_VALUE',
    ],
    ['thing/x', { principal: 'analysts', add: ['SELECT'] }, 400, 'INVALID_PARAMETER_VALUE'],
    [
      'table/spark_catalog.silver.t',
      { principal: 'analysts', add: ['SELECT'] },
      404,
      'TABLE_DOES_NOT_EXIST',
    ],
  ])('on %s %j are refused', async (on, asked, status, code) => {
    const answer = await change(on, asked);
    expect([answer.status, answer.body.error_code]).toEqual([status, code]);
  });
});
