import { Harness } from '../../harness';

test('the workspace has no clusters, so every id is one that does not exist', async () => {
  const api = await Harness.open();
  expect((await api.get('/api/2.1/clusters/list')).body).toEqual({ clusters: [] });
  const unknown = {
    status: 400,
    body: { error_code: 'INVALID_PARAMETER_VALUE', message: 'Cluster 0-a does not exist' },
  };
  expect(await api.get('/api/2.1/clusters/get?cluster_id=0-a')).toMatchObject(unknown);
  for (const call of ['events', 'start', 'restart', 'delete', 'permanent-delete']) {
    expect(await api.post(`/api/2.1/clusters/${call}`, { cluster_id: '0-a' })).toMatchObject(
      unknown,
    );
  }
  expect((await api.get('/api/2.1/clusters/get')).body.message).toBe(
    'Missing required field: cluster_id',
  );
  await api.close();
});

test('a client that selects among runtimes with Scala 2.12, as SDKs do, finds one with long-term support', async () => {
  const api = await Harness.open();
  const { versions } = (await api.get('/api/2.1/clusters/spark-versions')).body;
  const found = versions.filter(
    ({ key, name }: { key: string; name: string }) =>
      key.includes('-scala2.12') && name.includes('LTS'),
  );
  expect(found).toHaveLength(1);
  await api.close();
});
