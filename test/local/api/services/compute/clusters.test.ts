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
