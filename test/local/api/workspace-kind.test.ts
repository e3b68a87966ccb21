import { Harness } from './harness';

const WAREHOUSES = '/api/2.0/sql/warehouses';
const serverless = {
  name: 'lakehouse',
  cluster_size: '2X-Small',
  max_num_clusters: 1,
  enable_serverless_compute: true,
};

describe('a workspace of the Free Edition', () => {
  let api: Harness;
  beforeAll(async () => {
    api = await Harness.open(undefined, { kind: 'free' });
  });
  afterAll(() => api.close());

  test('has default storage, no node types and no cluster policies', async () => {
    const { body: metastore } = await api.get('/api/2.1/unity-catalog/metastore_summary');
    expect(metastore.storage_root).toBeUndefined();
    const { body: types } = await api.get('/api/2.1/clusters/list-node-types');
    expect(types.node_types).toEqual([]);
    const policy = { name: 'p', definition: '{}' };
    const { status, body } = await api.post('/api/2.0/policies/clusters/create', policy);
    expect([status, body.message]).toEqual([
      400,
      'Cluster policies are not supported in the workspace.',
    ]);
  });

  test('has one serverless warehouse of the smallest size', async () => {
    const refused = async (change: object): Promise<string> =>
      (await api.post(WAREHOUSES, { ...serverless, ...change })).body.message;
    expect(await refused({ enable_serverless_compute: false })).toBe(
      'Only serverless SQL warehouses are supported in the workspace.',
    );
    expect(await refused({ cluster_size: 'Small' })).toContain('must be 2X-Small with one cluster');
    expect(await refused({})).toBe(
      'You have reached the maximum number of SQL warehouses. Delete an existing warehouse to create a new one.',
    );
    const [starter] = (await api.get(WAREHOUSES)).body.warehouses;
    expect(starter.name).toBe('Serverless Starter Warehouse');
    await api.send('DELETE', `${WAREHOUSES}/${starter.id}`);
    const { status, body } = await api.post(WAREHOUSES, serverless);
    expect(status).toBe(200);
    const edited = await api.post(`${WAREHOUSES}/${body.id}/edit`, {
      ...serverless,
      auto_stop_mins: 5,
    });
    expect(edited.status).toBe(200);
  });

  test('runs notebooks on serverless compute only, and says so to the cluster', async () => {
    const tasks = [{ task_key: 'a', notebook_task: { notebook_path: '/Shared/a' } }];
    const clusters = { job_clusters: [{ job_cluster_key: 'c', new_cluster: {} }] };
    const refused = await api.post('/api/2.2/jobs/create', { name: 'j', tasks, ...clusters });
    expect(refused.body.message).toBe(
      'Job j: only serverless compute is supported in the workspace.',
    );
    expect((await api.post('/api/2.2/jobs/create', { name: 'j', tasks })).status).toBe(200);
  });

  test('stays of its kind', async () => {
    const { root } = api;
    await api.close(false);
    api = await Harness.open(root);
    const { body } = await api.get('/api/2.1/clusters/list-node-types');
    expect(body.node_types).toEqual([]);
    await api.close(false);
    api = await Harness.open(root, { kind: 'free' });
    const names = (await api.get(WAREHOUSES)).body.warehouses.map(
      (one: { name: string }) => one.name,
    );
    expect(names).toEqual(['lakehouse']);
    await api.close(false);
    await expect(Harness.open(root, { kind: 'classic' })).rejects.toThrow(
      `--kind: the workspace must be new, got ${root} of kind free. Use another --home`,
    );
    api = await Harness.open(root);
  });
});

test('a workspace without serverless compute has no serverless warehouse', async () => {
  const api = await Harness.open(undefined, { kind: 'classic' });
  const { body } = await api.post(WAREHOUSES, serverless);
  expect(body.message).toBe('Serverless Compute is not enabled in the workspace.');
  await api.close();
});
