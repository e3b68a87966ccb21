import { rmSync } from 'node:fs';

import { credentials } from '../../../client/credentials';
import { local } from '../../../environments/local';
import { staging } from '../../../environments/staging';
import { Harness } from '../../local/api/harness';
import { FakeWorkspace } from '../fake-workspace';
import { lakehouse } from '../lakehouse';
import { findings, named } from './checks';

const UC = '/api/2.1/unity-catalog';
const USER = 'deployer@example.com';

describe('doctor, of the local workspace', () => {
  let api: Harness;
  let host: string;
  beforeAll(async () => {
    api = await Harness.open();
    ({ host } = credentials({ home: api.root }));
    await api.post('/api/2.0/preview/scim/v2/Users', { userName: USER });
  });
  afterAll(() => api.close());

  const grant = (type: string, name: string, add: string[], remove: string[] = []) =>
    api.patch(`${UC}/permissions/${type}/${name}`, {
      changes: [{ principal: USER, add, remove }],
    });
  const addToAdmins = async () => {
    const groups = '/api/2.0/preview/scim/v2/Groups';
    const [user] = (await api.get('/api/2.0/preview/scim/v2/Users')).body.Resources.filter(
      (one: { userName: string }) => one.userName === USER,
    );
    const [admins] = (await api.get(groups)).body.Resources.filter(
      (one: { displayName: string }) => one.displayName === 'admins',
    );
    await api.patch(`${groups}/${admins.id}`, {
      Operations: [{ op: 'add', path: 'members', value: [{ value: user.id }] }],
    });
  };

  test('all is well for its administrator', async () => {
    const found = await findings(local(), host, api.token());
    expect(named(found, 'fail')).toEqual([]);
    expect(named(found, 'warn')).toEqual([]);
    expect(named(found, 'skip')).toEqual([
      'cloud storage',
      'governed tag',
      'groups',
      'owners',
      'jobs principal',
      'warehouse',
      'quotas',
    ]);
    expect(found['sign-in']?.detail).toBe('admin@example.com');
    expect(found.catalog?.detail).toBe(
      'lakehouse_local is not to be seen yet, and admin@example.com may make it',
    );
  });

  test('as a command: exit code, JSON, and no token in what it prints', async () => {
    const token = api.token();
    const ended = await lakehouse(['doctor', '--json'], {
      DATABRICKS_HOST: host,
      DATABRICKS_TOKEN: token,
    });
    expect(ended.stdout + ended.stderr).not.toContain(token);
    const { environment, checks } = JSON.parse(ended.stdout);
    expect([ended.code, environment]).toEqual([0, 'local']);
    expect(checks[0]).toEqual({ name: 'node', status: 'ok', detail: process.versions.node });

    const refused = await lakehouse(['doctor'], {
      DATABRICKS_HOST: host,
      DATABRICKS_TOKEN: 'wrong',
    });
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/^FAIL {2}sign-in {11}refused \(DATABRICKS_HOST\)/m);
    expect(refused.stdout).not.toContain('wrong');
  }, 30_000);

  test('an unknown environment is named, with the known ones', async () => {
    const ended = await lakehouse(['doctor', '--env', 'qa']);
    expect([ended.code, ended.stderr]).toEqual([
      1,
      'error: --env: not one of local, dev, staging, prod, got qa\n',
    ]);
  }, 30_000);

  test('a wrong token fails the sign-in, and nothing further is asked', async () => {
    const found = await findings(local(), host, 'wrong');
    expect(named(found, 'fail')).toEqual(['sign-in']);
    expect(found['sign-in']?.detail).toMatch(/^refused \(test\): /);
    expect(found.metastore).toEqual({
      status: 'skip',
      detail: 'not asked, for want of: sign-in',
    });
  });

  test('an unreachable host fails first', async () => {
    const gone = await FakeWorkspace.start({});
    await gone.stop();
    const found = await findings(local(), gone.host, 'token');
    expect(named(found, 'fail')).toEqual(['host']);
    expect(found.host).toEqual({
      status: 'fail',
      detail: `${gone.host} does not answer: ECONNREFUSED`,
      remedy: 'start it: npx lakehouse up',
    });
  });

  test('missing privileges are named, with the grant that gives them', async () => {
    const asUser = () => findings(local(), host, api.token(USER));
    const before = await asUser();
    expect(named(before, 'fail')).toEqual(['workspace admin', 'catalog', 'system schemas']);
    expect(before.catalog).toEqual({
      status: 'fail',
      detail: `${USER} may not make the catalog lakehouse_local`,
      remedy: `have a metastore admin run: grant create catalog on metastore to \`${USER}\``,
    });
    await grant('metastore', api.ws.state.metastoreId, ['CREATE_CATALOG']);
    await addToAdmins();
    expect(named(await asUser(), 'fail')).toEqual(['system schemas']);
  });

  test('a folder that others can change is named, with them', async () => {
    const inShared = local({ overrides: { workspaceRoot: '/Shared/lakehouse' } });
    expect((await findings(inShared, host, api.token()))['workspace folder']).toEqual({
      status: 'fail',
      detail: '/Shared can be changed by users',
      remedy:
        'remove CAN_EDIT and CAN_MANAGE from them on /Shared, or set `workspaceRoot` to another folder',
    });
    await api.post('/api/2.0/workspace/mkdirs', { path: '/lakehouse' });
    const found = await findings(local(), host, api.token());
    expect(found['workspace folder']).toEqual({
      status: 'ok',
      detail: '/lakehouse: only admins and the deploying principal can change it',
    });
  });

  test('of another cloud, with nothing that staging needs, says what to do for each', async () => {
    const found = await findings(staging, host, api.token());
    expect(named(found, 'fail')).toEqual([
      'cloud storage',
      'groups',
      'jobs principal',
      'node type',
    ]);
    expect(found.cloud).toMatchObject({
      status: 'warn',
      detail: 'a local workspace, in place of one on aws',
    });
    expect(found.groups?.detail).toBe(
      'not in the workspace: lakehouse-owners, data-engineers, analysts, reviewers, pii-readers',
    );
    expect(found['node type']?.remedy).toBe('set `nodeType` to one that it has: local');
    await api.post(`${UC}/storage-credentials`, {
      name: 'lakehouse_landing_staging',
      aws_iam_role: { role_arn: 'arn:aws:iam::123456789012:role/landing' },
    });
    const later = await findings(staging, host, api.token());
    expect(later['cloud storage']).toEqual({ status: 'ok', detail: 'lakehouse_landing_staging' });
  });
});

describe('doctor, of a local workspace with default storage', () => {
  let api: Harness;
  let host: string;
  beforeAll(async () => {
    api = await Harness.open(undefined, { defaultStorage: true });
    ({ host } = credentials({ home: api.root }));
  });
  afterAll(() => api.close());

  test('the API creates no catalog without a storage root', async () => {
    const refused = await api.post(`${UC}/catalogs`, { name: 'lakehouse' });
    expect([refused.status, refused.body.error_code]).toEqual([400, 'INVALID_STATE']);
    expect(refused.body.message).toBe(
      "Metastore storage root URL does not exist. Default Storage is enabled in your account. You can use the UI to create a new catalog using Default Storage, or please provide a storage location for the catalog (for example 'CREATE CATALOG myCatalog MANAGED LOCATION '<location-path>').",
    );
    // one that has default storage is changed as any other
    const changed = await api.patch(`${UC}/catalogs/lakehouse_local`, { comment: 'c' });
    expect([changed.status, changed.body.comment]).toEqual([200, 'c']);
  });

  test('a catalog of the stack fails with the remedy, an existing one does not', async () => {
    const found = await findings(local(), host, api.token());
    expect(named(found, 'fail')).toEqual(['managed storage']);
    expect(found['managed storage']!.remedy).toBe(
      'set `managedLocation`, or create the catalog lakehouse_local with default storage in Catalog Explorer and set `existingCatalog: true`',
    );
    const existing = await findings(
      local({ overrides: { existingCatalog: true } }),
      host,
      api.token(),
    );
    expect(named(existing, 'fail')).toEqual([]);
    expect(existing['managed storage']).toEqual({
      status: 'ok',
      detail: 'that of lakehouse_local',
    });
  });

  test('it stays after a restart, and an old workspace does not become one', async () => {
    api = await api.restart();
    ({ host } = credentials({ home: api.root }));
    expect((await api.get(`${UC}/metastore_summary`)).body).not.toHaveProperty('storage_root');
    const old = await (await Harness.open()).withCatalog();
    await old.close(false);
    await expect(Harness.open(old.root, { defaultStorage: true })).rejects.toThrow(
      `--default-storage: the workspace must be new, got ${old.root}. Use another --home`,
    );
    rmSync(old.root, { recursive: true, force: true });
  });
});

describe('doctor, of a local workspace of the Free Edition', () => {
  const existing = { existingCatalog: true, catalog: 'workspace' };
  let api: Harness;
  let host: string;
  beforeAll(async () => {
    api = await Harness.open(undefined, { kind: 'free' });
    ({ host } = credentials({ home: api.root }));
  });
  afterAll(() => api.close());

  test('the warehouse that exists has the place of the one of the stack', async () => {
    const settings = local({ overrides: { ...existing, jobCompute: 'serverless' } });
    const found = await findings(settings, host, api.token());
    expect(found.edition!.detail).toBe(
      'the one warehouse of the Free Edition exists: Serverless Starter Warehouse',
    );
    const [starter] = (await api.get('/api/2.0/sql/warehouses')).body.warehouses;
    await api.send('DELETE', `/api/2.0/sql/warehouses/${starter.id}`);
  });

  test('settings with clusters fail, serverless ones do not', async () => {
    const found = await findings(local({ overrides: existing }), host, api.token());
    expect(named(found, 'fail')).toEqual(['edition']);
    expect(found.edition!.detail).toBe(
      'the workspace has no clusters, as in the Free Edition: `jobCompute` is cluster',
    );
    const free = local({ overrides: { ...existing, jobCompute: 'serverless' } });
    const passed = await findings(free, host, api.token());
    expect(named(passed, 'fail')).toEqual([]);
    expect(passed.edition!.detail).toBe(
      'no clusters, as in the Free Edition: one warehouse (2X-Small), 5 tasks at a time, one active pipeline',
    );
  });
});
