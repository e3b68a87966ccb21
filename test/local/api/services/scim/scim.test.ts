import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Harness } from '../../harness';

const SCIM = '/api/2.0/preview/scim/v2';

describe('SCIM', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await Harness.open();
  });
  afterEach(() => api.close());

  const user = async (userName: string) => (await api.post(`${SCIM}/Users`, { userName })).body;
  const group = async (displayName: string, members: string[] = []) =>
    (
      await api.post(`${SCIM}/Groups`, {
        displayName,
        members: members.map((value) => ({ value })),
      })
    ).body;
  const patch = (path: string, ...Operations: object[]) =>
    api.patch(`${SCIM}/${path}`, { Operations });

  test('a new user has a profile whose token signs in as that user', async () => {
    await user('rep@example.com');
    expect(readFileSync(join(api.root, 'databrickscfg'), 'utf8')).toContain('[rep@example.com]');
    const me = await api.get(`${SCIM}/Me`, 'rep@example.com');
    expect(me.body.userName).toBe('rep@example.com');
  });

  test('a service principal gets an application id, which is its name', async () => {
    const { body, status } = await api.post(`${SCIM}/ServicePrincipals`, { displayName: 'jobs' });
    expect(status).toBe(201);
    expect(body.applicationId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await api.get(`${SCIM}/Me`, body.applicationId)).body.displayName).toBe('jobs');
  });

  test('the token of a deleted user no longer works', async () => {
    const { id } = await user('rep@example.com');
    const token = api.token('rep@example.com');
    expect((await api.delete(`${SCIM}/Users/${id}`)).status).toBe(204);
    expect((await api.send('GET', `${SCIM}/Me`, { token })).status).toBe(403);
    expect(readFileSync(join(api.root, 'databrickscfg'), 'utf8')).not.toContain('rep@example.com');
  });

  test('an inactive user cannot sign in', async () => {
    const { id } = await user('rep@example.com');
    const token = api.token('rep@example.com');
    await patch(`Users/${id}`, { op: 'replace', path: 'active', value: false });
    expect((await api.send('GET', `${SCIM}/Me`, { token })).status).toBe(403);
  });

  test('members and entitlements are added and removed by PATCH', async () => {
    const a = await user('a@example.com');
    const b = await user('b@example.com');
    const { id } = await group('team', [a.id]);
    await patch(
      `Groups/${id}`,
      { op: 'add', path: 'members', value: [{ value: b.id }] },
      { op: 'remove', path: `members[value eq "${a.id}"]` },
      { op: 'add', value: { entitlements: [{ value: 'workspace-access' }, { value: '' }] } },
    );
    const got = (await api.get(`${SCIM}/Groups/${id}`)).body;
    expect(got.members).toEqual([{ value: b.id, display: 'b@example.com', $ref: `Users/${b.id}` }]);
    expect(got.entitlements).toEqual([{ value: 'workspace-access' }]);
  });

  test('groups are reached through groups', async () => {
    const a = await user('a@example.com');
    const inner = await group('inner', [a.id]);
    await group('outer', [inner.id]);
    const { groups } = (await api.get(`${SCIM}/Users/${a.id}`)).body;
    expect(groups.map((g: { display: string; type: string }) => [g.display, g.type])).toEqual([
      ['inner', 'direct'],
      ['outer', 'indirect'],
    ]);
    const principal = api.ws.principals.byName('a@example.com')!;
    const { token, ...told } = api.ws.forCluster(principal);
    expect(told).toEqual({
      user_name: 'a@example.com',
      groups: ['inner', 'outer', 'users', 'account users'],
      policies: {},
      host: api.ws.host,
    });
    // what runs as the principal signs in as it, by what no file has
    expect((await api.send('GET', `${SCIM}/Me`, { token })).body.userName).toBe('a@example.com');
    expect(api.ws.forCluster(principal).token).toBe(token);
    expect(readFileSync(join(api.root, 'databrickscfg'), 'utf8')).not.toContain(token);
    await api.patch(`${SCIM}/Users/${a.id}`, {
      Operations: [{ op: 'replace', value: { active: false } }],
    });
    expect((await api.send('GET', `${SCIM}/Me`, { token })).status).toBe(403);
  });

  test('filters, pages, and an empty last page', async () => {
    await user('a@example.com');
    await user('b@example.com');
    const list = async (query: string) => (await api.get(`${SCIM}/Users?${query}`)).body;
    const filter = encodeURIComponent('userName eq "b@example.com" or userName eq "absent"');
    expect(
      (await list(`filter=${filter}`)).Resources.map((u: { userName: string }) => u.userName),
    ).toEqual(['b@example.com']);
    expect(await list('startIndex=2&count=1')).toMatchObject({ totalResults: 3, itemsPerPage: 1 });
    expect((await list('startIndex=4&count=100')).Resources).toEqual([]);
    expect(await api.get(`${SCIM}/Users?filter=userName%20like%20x`)).toMatchObject({
      status: 400,
      body: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        detail: 'Given filter operator is not supported.',
        scimType: 'InvalidFilter',
        status: '400',
      },
    });
  });

  test.each([
    [
      'Users',
      { userName: 'ADMIN@example.com' },
      409,
      'User with username ADMIN@example.com already exists.',
    ],
    ['Groups', { displayName: 'admins' }, 409, 'Group with name admins already exists.'],
    [
      'Groups',
      { displayName: 'g', members: [{ value: '7' }] },
      404,
      'Member with id 7 of group g not found.',
    ],
    ['Users', {}, 400, 'Missing required field: userName'],
    ['Users', { userName: 'x]\ntoken = y' }, 400, /must have no brackets or control characters/],
  ])('refuses %s %j', async (path, body, status, message) => {
    const answer = await api.post(`${SCIM}/${path}`, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
      detail: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  test('pages of one cover every identity once', async () => {
    for (const name of ['a', 'b', 'c']) await user(`${name}@example.com`);
    const ids: string[] = [];
    for (let start = 1; ; start += 1) {
      const { Resources } = (await api.get(`${SCIM}/Users?startIndex=${start}&count=1`)).body;
      if (Resources.length === 0) break;
      ids.push(Resources[0].id);
    }
    const { totalResults } = (await api.get(`${SCIM}/Users?count=1`)).body;
    expect([new Set(ids).size, ids.length]).toEqual([totalResults, totalResults]);
  });

  test('identities are for admins to change, and those of the workspace stay', async () => {
    await user('rep@example.com');
    const refused = await api.post(
      `${SCIM}/Users`,
      { userName: 'x@example.com' },
      'rep@example.com',
    );
    expect(refused).toMatchObject({ status: 403, body: { status: '403' } });
    const admin = (await api.get(`${SCIM}/Me`)).body.id;
    expect((await api.delete(`${SCIM}/Users/${admin}`)).body.detail).toMatch(
      /belongs to the workspace and cannot be deleted/,
    );
  });

  test('an admin gets a token on behalf of a service principal, and can take it back', async () => {
    const { body: principal } = await api.post(`${SCIM}/ServicePrincipals`, {
      displayName: 'jobs',
    });
    const path = '/api/2.0/token-management';
    const made = await api.post(`${path}/on-behalf-of/tokens`, {
      application_id: principal.applicationId,
      lifetime_seconds: 3600,
    });
    const { token_value: token, token_info: info } = made.body;
    expect((await api.send('GET', `${SCIM}/Me`, { token })).body.id).toBe(principal.id);
    await api.delete(`${path}/tokens/${info.token_id}`);
    expect((await api.send('GET', `${SCIM}/Me`, { token })).status).toBe(403);
  });
});
