import { setTimeout as sleep } from 'node:timers/promises';

import { Harness } from '../../harness';

const WORKSPACE = '/api/2.0/workspace';
const USERS = '/api/2.0/preview/scim/v2/Users';
const ANN = 'ann@example.com';
const BOB = 'bob@example.com';
const content = Buffer.from('select 1').toString('base64');

describe('permissions of the workspace tree', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await Harness.open();
    for (const userName of [ANN, BOB]) await api.post(USERS, { userName });
    await api.post(`${WORKSPACE}/mkdirs`, { path: '/lakehouse/sql' });
  });
  afterEach(() => api.close());

  const send = (as: string, path: string, body: object) =>
    api.send('POST', `${WORKSPACE}/${path}`, { as, body });
  const write = (as: string, path: string) =>
    send(as, 'import', { path, format: 'AUTO', content, overwrite: true });
  const idOf = async (path: string) =>
    (await api.get(`${WORKSPACE}/get-status?path=${path}`)).body.object_id;
  const permit = async (path: string, ...access_control_list: object[]) =>
    api.send('PUT', `/api/2.0/permissions/directories/${await idOf(path)}`, {
      body: { access_control_list },
    });
  const refused = (message: string) => ({
    status: 403,
    body: { error_code: 'PERMISSION_DENIED', message },
  });

  test('every user can change objects in Shared, with any permissions on them', async () => {
    await api.post(`${WORKSPACE}/mkdirs`, { path: '/Shared/team' });
    await write('admin@example.com', '/Shared/team/a.sql');
    await permit('/Shared/team', { user_name: ANN, permission_level: 'CAN_READ' });
    expect((await write(BOB, '/Shared/team/a.sql')).status).toBe(200);
    const id = await idOf('/Shared/team');
    const { body } = await api.get(`/api/2.0/permissions/directories/${id}`);
    expect(body.access_control_list[1]).toEqual({
      group_name: 'users',
      display_name: 'users',
      all_permissions: [
        {
          permission_level: 'CAN_MANAGE',
          inherited: true,
          inherited_from_object: [`/directories/${await idOf('/Shared')}`],
        },
      ],
    });
  });

  test('elsewhere objects inherit the permissions of the folders above them', async () => {
    await write('admin@example.com', '/lakehouse/sql/a.sql');
    const exported = () =>
      api.send('GET', `${WORKSPACE}/export?path=/lakehouse/sql/a.sql`, { as: ANN });
    expect(await exported()).toMatchObject(
      refused(`${ANN} does not have CAN_READ on /lakehouse/sql/a.sql`),
    );
    await permit('/lakehouse', { user_name: ANN, permission_level: 'CAN_READ' });
    expect((await exported()).status).toBe(200);
    expect(await write(ANN, '/lakehouse/sql/a.sql')).toMatchObject(
      refused(`${ANN} does not have CAN_EDIT on /lakehouse/sql/a.sql`),
    );
    expect(await write(ANN, '/lakehouse/sql/b.sql')).toMatchObject(
      refused(`${ANN} does not have CAN_MANAGE on /lakehouse/sql`),
    );
    expect(await send(ANN, 'delete', { path: '/lakehouse', recursive: true })).toMatchObject(
      refused(`${ANN} does not have CAN_MANAGE on /lakehouse`),
    );
    const id = await idOf('/lakehouse');
    const raised = await api.send('PUT', `/api/2.0/permissions/directories/${id}`, {
      as: ANN,
      body: { access_control_list: [{ user_name: ANN, permission_level: 'CAN_MANAGE' }] },
    });
    expect(raised).toMatchObject(refused(`${ANN} does not have CAN_MANAGE on /directories/${id}`));
  });

  test('only workspace admins create objects in the root', async () => {
    expect(await send(ANN, 'mkdirs', { path: '/mine/too' })).toMatchObject(
      refused('Only members of admins can create objects in the workspace root'),
    );
    expect((await send(ANN, 'mkdirs', { path: `/Users/${ANN}/mine` })).status).toBe(200);
    expect((await write(ANN, `/Users/${ANN}/mine/a.sql`)).status).toBe(200);
    expect((await write(BOB, `/Users/${ANN}/mine/a.sql`)).status).toBe(403);
  });

  test('queries and dashboards are created and changed under the permissions of their folder', async () => {
    const query = { display_name: 'q', query_text: 'select 1', parent_path: '/lakehouse' };
    const create = (as: string) =>
      api.send('POST', '/api/2.0/sql/queries', { as, body: { query } });
    expect((await create(ANN)).status).toBe(403);
    const { id } = (await create('admin@example.com')).body;
    const change = () =>
      api.send('PATCH', `/api/2.0/sql/queries/${id}`, {
        as: ANN,
        body: { query: { query_text: 'select 2' }, update_mask: 'query_text' },
      });
    expect(await change()).toMatchObject(refused(`${ANN} does not have CAN_EDIT on /lakehouse`));
    const dashboard = { display_name: 'd', parent_path: '/lakehouse' };
    const DASHBOARDS = '/api/2.0/lakeview/dashboards';
    expect((await api.send('POST', DASHBOARDS, { as: ANN, body: dashboard })).status).toBe(403);
    const made = (await api.post(DASHBOARDS, dashboard)).body.dashboard_id;
    const rename = () =>
      api.send('PATCH', `${DASHBOARDS}/${made}`, { as: ANN, body: { display_name: 'e' } });
    expect((await rename()).status).toBe(403);
    await permit('/lakehouse', { user_name: ANN, permission_level: 'CAN_EDIT' });
    expect([(await change()).status, (await rename()).status]).toEqual([200, 200]);
  });

  test('a job cannot read a notebook that its principal has no permission on', async () => {
    await api.post(`${WORKSPACE}/import`, { path: '/lakehouse/n', language: 'PYTHON', content });
    const job = await api.post('/api/2.2/jobs/create', {
      name: 'j',
      run_as: { user_name: ANN },
      tasks: [{ task_key: 't', notebook_task: { notebook_path: '/lakehouse/n' } }],
    });
    const started = await api.post('/api/2.2/jobs/run-now', { job_id: job.body.job_id });
    const ended = async () => {
      for (;;) {
        const { body } = await api.get(`/api/2.2/jobs/runs/get?run_id=${started.body.run_id}`);
        if (body.status.state === 'TERMINATED') return body;
        await sleep(5);
      }
    };
    const run = await ended();
    expect(run.tasks[0].status.termination_details.message).toMatch(
      /^Unable to access the notebook "\/lakehouse\/n"\. Either it does not exist, or the identity/,
    );
  });
});
