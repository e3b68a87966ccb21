import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Harness } from './harness';

const UC = '/api/2.1/unity-catalog';
const FILES = '/api/2.0/fs/files/Volumes';

describe('names of the catalog in `--catalog`', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await Harness.open(undefined, { catalogNames: ['main', 'dev'] });
  });
  afterEach(() => api.close());

  it('exist in a new workspace, and are listed', async () => {
    const { body } = await api.get(`${UC}/catalogs/main`);
    expect(body).toMatchObject({ name: 'main', full_name: 'main', securable_type: 'CATALOG' });
    const names = (await api.get(`${UC}/catalogs`)).body.catalogs.map(
      ({ name }: { name: string }) => name,
    );
    expect(names).toEqual(['main', 'dev']);
  });

  it('have the first as the own name', async () => {
    const { body } = await api.get(`${UC}/current-metastore-assignment`);
    expect(body.default_catalog_name).toBe('main');
    expect(stored(api.root)).toEqual({ name: 'main', further: ['spark_catalog', 'dev'] });
  });

  it('lead to the same objects, each under the name of the request', async () => {
    const made = await api.post(`${UC}/schemas`, { catalog_name: 'main', name: 'raw' });
    expect(made.body).toMatchObject({ catalog_name: 'main', full_name: 'main.raw' });
    expect((await api.get(`${UC}/schemas/dev.raw`)).body.full_name).toBe('dev.raw');
    expect((await api.get(`${UC}/schemas/spark_catalog.raw`)).body.full_name).toBe(
      'spark_catalog.raw',
    );
    const { schemas } = (await api.get(`${UC}/schemas?catalog_name=main`)).body;
    expect(schemas.map((one: { full_name: string }) => one.full_name)).toEqual([
      'main.default',
      'main.raw',
    ]);
    const again = await api.post(`${UC}/schemas`, { catalog_name: 'spark_catalog', name: 'raw' });
    expect(again.body.error_code).toBe('SCHEMA_ALREADY_EXISTS');
    expect((await api.delete(`${UC}/schemas/main.raw`)).status).toBe(200);
    expect((await api.get(`${UC}/schemas/spark_catalog.raw`)).status).toBe(404);
  });

  it('have the grants of the catalog', async () => {
    const changes = [{ principal: 'account users', add: ['USE_CATALOG', 'USE_SCHEMA'] }];
    await api.patch(`${UC}/permissions/catalog/main`, { changes });
    const { body } = await api.get(`${UC}/permissions/catalog/spark_catalog`);
    expect(body.privilege_assignments).toEqual([
      { principal: 'account users', privileges: ['USE_CATALOG', 'USE_SCHEMA'] },
    ]);
    const inherited = await api.get(`${UC}/effective-permissions/schema/main.default`);
    expect(inherited.body.privilege_assignments[0].privileges[0]).toMatchObject({
      inherited_from_name: 'main',
    });
  });

  it('begin the paths of volumes', async () => {
    await api.post(`${UC}/schemas`, { catalog_name: 'main', name: 'raw' });
    const volume = { catalog_name: 'main', schema_name: 'raw', name: 'in', volume_type: 'MANAGED' };
    const made = await api.post(`${UC}/volumes`, volume);
    expect(made.body.storage_location).toBe('dbfs:/Volumes/main/raw/in');
    const put = await api.send('PUT', `${FILES}/main/raw/in/a.txt`, { body: 'a' });
    expect(put.status).toBe(204);
    expect((await api.get(`${FILES}/spark_catalog/raw/in/a.txt`)).raw.toString()).toBe('a');
  });

  it('do not rename a schema of the same name', async () => {
    const { body } = await api.post(`${UC}/schemas`, { catalog_name: 'dev', name: 'main' });
    expect(body.full_name).toBe('dev.main');
    expect((await api.get(`${UC}/schemas/main.main`)).body.name).toBe('main');
  });

  it('are not created again, and not deleted', async () => {
    const created = await api.post(`${UC}/catalogs`, { name: 'main' });
    expect(created.body.error_code).toBe('CATALOG_ALREADY_EXISTS');
    const deleted = await api.delete(`${UC}/catalogs/dev?force=true`);
    expect([deleted.status, deleted.body.error_code]).toEqual([400, 'INVALID_STATE']);
    expect((await api.get(`${UC}/catalogs/main`)).status).toBe(200);
  });

  it('stay after a restart', async () => {
    api = await api.restart();
    expect((await api.get(`${UC}/catalogs/main`)).body.name).toBe('main');
  });

  it('reach the catalog in statements and pipelines', async () => {
    const warehouse_id = await api.withWarehouse();
    const statement = { statement: 'select 1', warehouse_id, catalog: 'dev', schema: 'default' };
    await api.post('/api/2.0/sql/statements', statement);
    const sent = api.cluster.calls.find(({ method }) => method === 'execute_statement')!;
    expect(sent.params).toMatchObject({ catalog: 'main', schema: 'default' });
    await api.post('/api/2.0/workspace/mkdirs', { path: '/Shared/p/src' });
    const made = await api.post('/api/2.0/pipelines', {
      name: 'p',
      catalog: 'dev',
      target: 'default',
      serverless: true,
      libraries: [{ file: { path: '/Shared/p/src/a.sql' } }, { file: { path: '/Shared/p/b.sql' } }],
    });
    const id = made.body.pipeline_id;
    expect((await api.get(`/api/2.0/pipelines/${id}`)).body.spec.catalog).toBe('dev');
    await api.post(`/api/2.0/pipelines/${id}/updates`, {});
    const update = api.cluster.calls.find(({ method }) => method === 'run_pipeline_update')!;
    expect(update.params).toMatchObject({
      catalog: 'main',
      schema: 'default',
      root_path: `${api.root}/workspace/Shared/p`,
      libraries: ['src/a.sql', 'b.sql'],
    });
  });
});

interface Stored {
  readonly name: string;
  readonly further: readonly string[];
}

function stored(root: string): Stored {
  return JSON.parse(readFileSync(join(root, 'catalog-names.json'), 'utf8')) as Stored;
}

describe('the own name of the catalog', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await Harness.open();
  });
  afterEach(() => api.close());

  const names = async (): Promise<string[]> =>
    (await api.get(`${UC}/catalogs`)).body.catalogs.map(({ name }: { name: string }) => name);

  it('is that of the first catalog; Spark starts again with it', async () => {
    expect(stored(api.root).name).toBe('lakehouse_local');
    api.cluster.start();
    const made = await api.post(`${UC}/catalogs`, { name: 'Lake_Dev' });
    expect(made.body.full_name).toBe('lake_dev');
    expect(api.cluster.status).toBe('stopped');
    expect(stored(api.root)).toEqual({ name: 'lake_dev', further: ['spark_catalog'] });
    expect(await names()).toEqual(['lake_dev']);
    expect((await api.get(`${UC}/schemas/spark_catalog.default`)).status).toBe(200);
  });

  it('is joined by others, which Spark receives while it runs', async () => {
    await api.post(`${UC}/catalogs`, { name: 'lake_dev' });
    api.cluster.start();
    expect((await api.post(`${UC}/catalogs`, { name: 'lake_prod' })).status).toBe(200);
    expect(api.cluster.calls.at(-1)).toEqual({
      method: 'name_separate_catalogs',
      params: { names: ['lake_prod'] },
    });
    expect(stored(api.root)).toEqual({
      name: 'lake_dev',
      further: ['spark_catalog'],
      separate: ['lake_prod'],
    });
    expect(await names()).toEqual(['lake_dev', 'lake_prod']);
    await api.delete(`${UC}/catalogs/lake_prod?force=true`);
    expect(api.cluster.calls.at(-1)?.params).toEqual({ names: [] });
    expect(stored(api.root)).toEqual({ name: 'lake_dev', further: ['spark_catalog'] });
    expect(await names()).toEqual(['lake_dev']);
  });

  it.each([
    ['catalogs', { name: 'lake__prod' }, /without __ and with no _ at its end, got lake__prod/],
    ['catalogs', { name: 'taken' }, /got taken and lake_dev\.taken__x/],
    ['schemas', { catalog_name: 'lake_dev', name: 'lake_prod__gold' }, /begin with lake_prod__/],
    ['schemas', { catalog_name: 'lake_prod', name: 'lake_prod__gold' }, /begin with lake_prod__/],
  ])('keeps %s of no name that Spark gives: %j', async (plural, body, message) => {
    await api.post(`${UC}/catalogs`, { name: 'lake_dev' });
    await api.post(`${UC}/schemas`, { catalog_name: 'lake_dev', name: 'taken__x' });
    await api.post(`${UC}/catalogs`, { name: 'lake_prod' });
    const refused = await api.post(`${UC}/${plural}`, body);
    expect([refused.status, refused.body.message]).toEqual([400, expect.stringMatching(message)]);
  });

  it('is the default of new workspaces, for which Spark goes on', async () => {
    api.cluster.start();
    await api.post(`${UC}/catalogs`, { name: 'lakehouse_local' });
    expect(api.cluster.status).toBe('ready');
    expect(await names()).toEqual(['lakehouse_local']);
    const volume = { catalog_name: 'spark_catalog', schema_name: 'default', name: 'in' };
    await api.post(`${UC}/volumes`, { ...volume, volume_type: 'MANAGED' });
    expect(existsSync(join(api.root, 'volumes/lakehouse_local/default/in'))).toBe(true);
    expect(lstatSync(join(api.root, 'volumes/spark_catalog')).isSymbolicLink()).toBe(true);
  });

  it.each(['a-b', 'system', 'session'])('cannot be %s', async (name) => {
    const { status, body } = await api.post(`${UC}/catalogs`, { name });
    expect([status, body.message]).toEqual([
      400,
      `\`name\` of a catalog: must be of letters, digits and _, and not reserved, got ${name}`,
    ]);
    expect(stored(api.root).name).toBe('lakehouse_local');
  });

  it('stays `spark_catalog` in a workspace of an earlier version', async () => {
    await api.post(`${UC}/catalogs`, { name: 'spark_catalog' });
    await api.close(false);
    writeFileSync(join(api.root, 'catalog-names.json'), '["main"]');
    api = await Harness.open(api.root);
    expect(await names()).toEqual(['spark_catalog', 'main', 'lakehouse_local']);
    expect((await api.get(`${UC}/schemas/lakehouse_local.default`)).status).toBe(200);
  });
});

it.each(['Main', 'a-b', 'system', 'spark_catalog'])('no catalog is called %s', async (name) => {
  await expect(Harness.open(undefined, { catalogNames: [name] })).rejects.toThrow(/^--catalog: /);
});

it('a new workspace has the warehouses of its options', async () => {
  const api = await Harness.open(undefined, { warehouses: ['Shared', 'Shared'] });
  const { warehouses } = (await api.get('/api/2.0/sql/warehouses')).body;
  expect(warehouses).toMatchObject([
    { name: 'Shared', cluster_size: '2X-Small', enable_serverless_compute: true, state: 'STOPPED' },
  ]);
  await api.close();
});
