import { Harness } from '../../../harness';

describe('permissions of objects', () => {
  let api: Harness;
  let job: string;
  beforeEach(async () => {
    api = await Harness.open();
    await api.post('/api/2.0/preview/scim/v2/Groups', { displayName: 'team' });
    job = `/api/2.0/permissions/jobs/${(await api.post('/api/2.2/jobs/create', { name: 'j' })).body.job_id}`;
  });
  afterEach(() => api.close());

  const put = (url: string, ...access_control_list: object[]) =>
    api.send('PUT', url, { body: { access_control_list } });
  const owner = { user_name: 'admin@example.com', permission_level: 'IS_OWNER' };

  test('a job is its creator’s, and the admins inherit', async () => {
    const { body } = await api.get(job);
    expect(body.object_type).toBe('job');
    expect(body.access_control_list).toEqual([
      {
        user_name: 'admin@example.com',
        display_name: 'admin@example.com',
        all_permissions: [{ permission_level: 'IS_OWNER', inherited: false }],
      },
      {
        group_name: 'admins',
        display_name: 'admins',
        all_permissions: [
          { permission_level: 'CAN_MANAGE', inherited: true, inherited_from_object: ['/jobs/'] },
        ],
      },
    ]);
  });

  test('PUT replaces, PATCH adds', async () => {
    const levels = async () =>
      (await api.get(job)).body.access_control_list
        .filter((entry: { group_name?: string }) => entry.group_name !== 'admins')
        .map(
          (entry: {
            display_name: string;
            all_permissions: Array<{ permission_level: string }>;
          }) => [entry.display_name, entry.all_permissions[0]!.permission_level],
        );
    await put(job, owner, { group_name: 'team', permission_level: 'CAN_VIEW' });
    expect(await levels()).toEqual([
      ['admin@example.com', 'IS_OWNER'],
      ['team', 'CAN_VIEW'],
    ]);
    await api.patch(job, {
      access_control_list: [{ group_name: 'team', permission_level: 'CAN_MANAGE' }],
    });
    expect(await levels()).toEqual([
      ['admin@example.com', 'IS_OWNER'],
      ['team', 'CAN_MANAGE'],
    ]);
    await put(job, owner);
    expect(await levels()).toEqual([['admin@example.com', 'IS_OWNER']]);
  });

  test('both names of a warehouse’s permissions are the same object', async () => {
    const id = await api.withWarehouse();
    await put(`/api/2.0/permissions/warehouses/${id}`, owner, {
      group_name: 'team',
      permission_level: 'CAN_USE',
    });
    const { body } = await api.get(`/api/2.0/permissions/sql/warehouses/${id}`);
    expect(body.object_type).toBe('warehouses');
    expect(body.access_control_list[1].group_name).toBe('team');
    const levels = await api.get(`/api/2.0/permissions/warehouses/${id}/permissionLevels`);
    expect(levels.body.permission_levels[0].permission_level).toBe('CAN_USE');
  });

  test('refuses what makes no sense', async () => {
    const message = async (...entries: object[]) => (await put(job, ...entries)).body.message;
    expect(await message({ group_name: 'team', permission_level: 'CAN_VIEW' })).toMatch(
      /exactly one owner, got 0/,
    );
    expect(await message(owner, { group_name: 'team', permission_level: 'CAN_FLY' })).toMatch(
      /must be one of CAN_VIEW, .* got CAN_FLY/,
    );
    expect(await message(owner, { group_name: 'absent', permission_level: 'CAN_VIEW' })).toBe(
      'Principal: absent does not exist',
    );
    expect((await api.get('/api/2.0/permissions/jobs/7')).status).toBe(404);
    expect((await api.get('/api/2.0/permissions/boats/7')).status).toBe(400);
  });
});

describe('cluster policies', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await Harness.open();
  });
  afterEach(() => api.close());
  const path = '/api/2.0/policies/clusters';

  test('are made, replaced whole, listed and deleted', async () => {
    const { policy_id } = (
      await api.post(`${path}/create`, { name: 'p', definition: '{}', description: 'd' })
    ).body;
    await api.post(`${path}/edit`, { policy_id, name: 'q', definition: '{"a":{}}' });
    const { body } = await api.get(`${path}/get?policy_id=${policy_id}`);
    expect(body).toEqual({
      policy_id,
      name: 'q',
      definition: '{"a":{}}',
      creator_user_name: 'admin@example.com',
      created_at_timestamp: expect.any(Number),
      is_default: false,
    });
    expect((await api.get(`${path}/list`)).body.policies).toEqual([body]);
    await api.post(`${path}/delete`, { policy_id });
    expect((await api.get(`${path}/get?policy_id=${policy_id}`)).status).toBe(404);
  });

  test('have a unique name and a definition in JSON', async () => {
    await api.post(`${path}/create`, { name: 'p', definition: '{}' });
    const refused = async (body: object) => (await api.post(`${path}/create`, body)).body;
    expect((await refused({ name: 'p', definition: '{}' })).error_code).toBe(
      'RESOURCE_ALREADY_EXISTS',
    );
    expect((await refused({ name: 'q', definition: '{' })).message).toMatch(
      /`definition` of policy q must be JSON/,
    );
  });
});
