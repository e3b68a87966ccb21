import { Harness } from '../../harness';

const QUERIES = '/api/2.0/sql/queries';

describe('saved queries', () => {
  let api: Harness;
  let warehouse_id: string;
  beforeEach(async () => {
    api = await Harness.open();
    warehouse_id = await api.withWarehouse();
  });
  afterEach(() => api.close());

  const query = () => ({
    display_name: 'failed access',
    query_text: 'select :days',
    warehouse_id,
    parent_path: '/Shared',
    parameters: [{ name: 'days', numeric_value: { value: 30 } }],
  });
  const create = async (change = {}) =>
    api.post(QUERIES, { query: { ...query(), ...change }, auto_resolve_display_name: false });

  test('are answered as they were given, with their owner', async () => {
    const { body: made } = await create();
    expect(made).toEqual({
      ...query(),
      id: made.id,
      owner_user_name: 'admin@example.com',
      run_as_mode: 'OWNER',
      lifecycle_state: 'ACTIVE',
      last_modifier_user_name: 'admin@example.com',
      create_time: made.create_time,
      update_time: made.update_time,
    });
    expect((await api.get(`${QUERIES}/${made.id}`)).body).toEqual(made);
    expect((await api.get(QUERIES)).body.results).toEqual([made]);
  });

  test('are the caller’s own where no folder is given', async () => {
    const { body } = await create({ parent_path: undefined });
    expect(body.parent_path).toBe('/Workspace/Users/admin@example.com');
  });

  test('change in the fields that are named, and lose those that are not given', async () => {
    const { id } = (await create()).body;
    const { body } = await api.patch(`${QUERIES}/${id}`, {
      query: { query_text: 'select 1', display_name: 'not named' },
      update_mask: 'query_text,parameters',
    });
    expect(body).toMatchObject({ query_text: 'select 1', display_name: 'failed access' });
    expect(body).not.toHaveProperty('parameters');
  });

  test('are gone when deleted', async () => {
    const { id } = (await create()).body;
    await api.delete(`${QUERIES}/${id}`);
    expect(await api.get(`${QUERIES}/${id}`)).toMatchObject({
      status: 404,
      body: { message: `Query ${id} does not exist.` },
    });
  });

  test.each([
    [{ query_text: '' }, 'Missing required field: query_text'],
    [{ warehouse_id: 'w9' }, 'SQL warehouse w9 does not exist.'],
    [{ parent_path: '/Shared/x' }, 'The parent folder (/Shared/x) does not exist.'],
  ])('are refused with %j', async (change, message) => {
    expect((await create(change)).body.message).toBe(message);
  });

  test('have a unique name in their folder, in each form of its path', async () => {
    await create();
    expect((await create({ parent_path: '/Workspace/Shared/' })).body).toEqual({
      error_code: 'RESOURCE_ALREADY_EXISTS',
      message: "Node named 'failed access' already exists",
    });
    expect((await create({ display_name: 'another' })).status).toBe(200);
  });

  test('change only by a mask', async () => {
    const { id } = (await create()).body;
    expect((await api.patch(`${QUERIES}/${id}`, { query: {} })).body.message).toBe(
      'Missing required field: update_mask',
    );
  });
});
