import { Harness } from '../../harness';

const DASHBOARDS = '/api/2.0/lakeview/dashboards';

describe('dashboards', () => {
  let api: Harness;
  let warehouse_id: string;
  beforeEach(async () => {
    api = await Harness.open();
    warehouse_id = await api.withWarehouse();
  });
  afterEach(() => api.close());

  const dashboard = () => ({
    display_name: 'Scores',
    parent_path: '/Shared',
    serialized_dashboard: '{"datasets":[],"pages":[]}',
    warehouse_id,
  });
  const create = async (change = {}) => api.post(DASHBOARDS, { ...dashboard(), ...change });

  test('are answered as they were given, with a path and an etag', async () => {
    const { body: made } = await create();
    expect(made).toEqual({
      ...dashboard(),
      dashboard_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      path: '/Shared/Scores.lvdash.json',
      etag: '1',
      lifecycle_state: 'ACTIVE',
      create_time: made.create_time,
      update_time: made.update_time,
    });
    expect((await api.get(`${DASHBOARDS}/${made.dashboard_id}`)).body).toEqual(made);
    const { display_name, dashboard_id, lifecycle_state, create_time, update_time } = made;
    expect((await api.get(DASHBOARDS)).body.dashboards).toEqual([
      { display_name, dashboard_id, warehouse_id, lifecycle_state, create_time, update_time },
    ]);
  });

  test('change their etag with each change, and refuse one that is behind', async () => {
    const { dashboard_id: id } = (await create()).body;
    const changed = await api.patch(`${DASHBOARDS}/${id}`, { display_name: 'Marks', etag: '1' });
    expect(changed.body).toMatchObject({ etag: '2', path: '/Shared/Marks.lvdash.json' });
    const behind = await api.patch(`${DASHBOARDS}/${id}`, { display_name: 'Late', etag: '1' });
    expect(behind).toMatchObject({
      status: 400,
      body: { message: '`etag`: must be that of the last change, 2, got 1' },
    });
  });

  test('are published apart from the draft', async () => {
    const { dashboard_id: id } = (await create()).body;
    const at = `${DASHBOARDS}/${id}/published`;
    expect((await api.get(at)).body.message).toBe(`Dashboard ${id} is not published.`);
    const published = await api.post(at, { embed_credentials: false, warehouse_id });
    expect(published.body).toMatchObject({
      display_name: 'Scores',
      warehouse_id,
      embed_credentials: false,
    });
    await api.patch(`${DASHBOARDS}/${id}`, { display_name: 'Draft' });
    expect((await api.get(at)).body).toEqual(published.body);
    await api.delete(at);
    expect((await api.get(at)).status).toBe(404);
  });

  test('that are deleted are in the trash, where nothing can be done with them', async () => {
    const { dashboard_id: id } = (await create()).body;
    await api.delete(`${DASHBOARDS}/${id}`);
    expect((await api.get(`${DASHBOARDS}/${id}`)).body.lifecycle_state).toBe('TRASHED');
    expect((await api.get(DASHBOARDS)).body.dashboards).toEqual([]);
    expect((await api.delete(`${DASHBOARDS}/${id}`)).status).toBe(403);
    // its name is free again
    expect((await create()).status).toBe(200);
  });

  test.each([
    [{ display_name: '' }, 'Missing required field: display_name'],
    [{ parent_path: '/nowhere' }, "Path (/nowhere) doesn't exist."],
    [{ warehouse_id: 'gone' }, 'SQL warehouse gone does not exist.'],
    [{ serialized_dashboard: '{' }, '`serialized_dashboard` must be JSON'],
    [{ serialized_dashboard: '{"pages":1}' }, '`serialized_dashboard.pages` must be a list'],
  ])('are refused with %j', async (change, message) => {
    expect((await create(change)).body.message).toBe(message);
  });

  test('share no name in a folder', async () => {
    await create();
    expect((await create()).body.message).toBe("Node named 'Scores.lvdash.json' already exists");
  });

  test('have permissions', async () => {
    const { dashboard_id: id } = (await create()).body;
    const { body } = await api.get(`/api/2.0/permissions/dashboards/${id}`);
    expect(body.object_type).toBe('dashboard');
  });
});
