import { Context } from '../../../cli/doctor/context';
import { isAtLeast, machineChecks, versionIn } from '../../../cli/doctor/machine';
import { describe as describeReports } from '../../../cli/doctor/report';
import { cloudOf } from '../../../cli/doctor/sign-in';
import { dev } from '../../../environments/dev';
import { declaredOnAws, serverlessOf } from '../../environments/examples';
import { Answer, FakeWorkspace } from '../fake-workspace';
import { findings, named } from './checks';

const UC = '/api/2.1/unity-catalog';
const aws = { 'GET /api/2.0/sql/config/warehouses': warehouses(true) };

function warehouses(serverless: boolean): () => Answer {
  return () => ({ json: { enable_serverless_compute: serverless } });
}

/** A workspace as Databricks' is for an administrator of it who does not own the metastore. */
function answers(): Record<string, () => Answer> {
  return {
    'GET /': () => ({ status: 404, json: { error_code: 'NOT_FOUND', message: 'none' } }),
    'GET /api/2.0/preview/scim/v2/Me': () => ({
      json: {
        id: '1',
        userName: 'ci',
        groups: [{ display: 'admins' }, { display: 'lakehouse-owners' }],
      },
    }),
    'GET /api/2.0/preview/scim/v2/Groups': () => ({ json: { Resources: [{}] } }),
    'GET /api/2.0/preview/scim/v2/ServicePrincipals': () => ({ json: { Resources: [{}] } }),
    [`GET ${UC}/metastore_summary`]: () => ({
      json: { metastore_id: 'm', name: 'main', owner: 'platform' },
    }),
    [`GET ${UC}/effective-permissions/metastore/m`]: () => ({
      json: {
        privilege_assignments: [{ principal: 'ci', privileges: [{ privilege: 'CREATE_CATALOG' }] }],
      },
    }),
    'GET /api/2.1/clusters/spark-versions': () => ({
      json: { versions: [{ key: '16.4.x-scala2.12' }, { key: dev.sparkVersion }] },
    }),
    'GET /api/2.1/clusters/list-node-types': () => ({
      json: { node_types: [{ node_type_id: dev.nodeType }] },
    }),
    ...aws,
  };
}

describe('checks of a workspace', () => {
  let fake: FakeWorkspace | undefined;
  afterEach(async () => fake?.stop());

  async function found(handlers: Record<string, () => Answer>, settings = dev) {
    fake = await FakeWorkspace.start(handlers);
    return findings(settings, fake.host, 'token');
  }

  test('policies need a governed tag with each value', async () => {
    const byPolicies = { ...dev, cloud: 'local', personalDataProtection: 'policies' } as const;
    expect((await found(answers(), { ...dev, cloud: 'local' }))['governed tag']!.status).toBe(
      'skip',
    );
    expect((await found(answers(), byPolicies))['governed tag']).toMatchObject({
      status: 'fail',
      detail: 'no governed tag lakehouse_personal_data',
    });
    const values = ['email', 'name', 'participants', 'text', 'texts'].map((name) => ({ name }));
    const tag = (more: { name: string }[]) => ({
      ...answers(),
      'GET /api/2.1/tag-policies/lakehouse_personal_data': () => ({
        json: { tag_key: 'lakehouse_personal_data', values: [...values, ...more] },
      }),
    });
    expect((await found(tag([]), byPolicies))['governed tag']!.detail).toBe(
      'lakehouse_personal_data lacks transcript',
    );
    expect((await found(tag([{ name: 'transcript' }]), byPolicies))['governed tag']!.status).toBe(
      'ok',
    );
  });

  test('a workspace that is ready, but for where tables lie', async () => {
    const all = await found(answers(), { ...dev, cloud: 'local' });
    expect(named(all, 'fail')).toEqual(['managed storage']);
    expect(named(all, 'warn')).toEqual([]);
    expect(all['managed storage']).toEqual({
      status: 'fail',
      detail: 'the metastore has no storage root, and the settings no `managedLocation`',
      remedy:
        'set `managedLocation`, or create the catalog lakehouse_dev with default storage in Catalog Explorer and set `existingCatalog: true`',
    });
    const asked = fake!.asked.map(({ path }) => path);
    expect(asked.filter((path) => path.endsWith('/Me'))).toHaveLength(1);
    expect(fake!.asked.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('an existing catalog needs no location, and has to exist', async () => {
    const settings = { ...dev, existingCatalog: true };
    const absent = await found(answers(), settings);
    expect(absent['managed storage']).toEqual({ status: 'ok', detail: 'that of lakehouse_dev' });
    expect(absent.catalog).toEqual({
      status: 'fail',
      detail: 'no catalog lakehouse_dev, or none that ci may see',
      remedy:
        'create it, or have its owner run: grant all privileges, manage on catalog lakehouse_dev to `ci`',
    });
    await fake!.stop();
    const there = { [`GET ${UC}/catalogs/lakehouse_dev`]: () => ({ json: { owner: 'ci' } }) };
    expect((await found({ ...answers(), ...there }, settings)).catalog?.status).toBe('ok');
  });

  test('a pro warehouse has no AI functions', async () => {
    const all = await found(answers(), { ...dev, warehouseType: 'pro' });
    expect(all['AI functions']).toEqual({
      status: 'warn',
      detail: 'a pro warehouse has no AI functions: gold.predict_deal_outcome is not created',
      remedy:
        'set `warehouseType: "serverless"`, or query the endpoint by REST (docs/guides/serving.md)',
    });
  });

  test('no metastore', async () => {
    const none = () => ({ status: 404, json: { error_code: 'NOT_FOUND', message: 'none' } });
    const all = await found({ ...answers(), [`GET ${UC}/metastore_summary`]: none });
    expect(all.metastore).toEqual({
      status: 'fail',
      detail: 'the workspace has no metastore',
      remedy: 'have an account admin assign one in the account console (Catalog)',
    });
    expect(all.catalog?.detail).toBe('not asked, for want of: metastore');
  });

  test('a deploying principal that is no owner', async () => {
    const all = await found({
      ...answers(),
      'GET /api/2.0/preview/scim/v2/Me': () => ({
        json: { id: '1', userName: 'ci', groups: [{ display: 'admins' }] },
      }),
    });
    expect(all.owners).toEqual({
      status: 'fail',
      detail: 'ci is not a member of lakehouse-owners',
      remedy:
        'have an account admin add it: a deployment makes lakehouse-owners the owner of the catalog, and must still be able to change it',
    });
  });

  test('a catalog of another owner', async () => {
    const all = await found({
      ...answers(),
      [`GET ${UC}/catalogs/lakehouse_dev`]: () => ({ json: { owner: 'other' } }),
    });
    expect(all.catalog).toEqual({
      status: 'fail',
      detail: 'lakehouse_dev is there, owned by other',
      remedy: 'have its owner run: grant manage on catalog lakehouse_dev to `ci`',
    });
  });

  test('storage that is to be declared, without the privilege', async () => {
    const all = await found(answers(), declaredOnAws);
    expect(all['cloud storage']?.remedy).toBe(
      'have a metastore admin run: grant create storage credential on metastore to `ci`',
    );
  });

  test('a runtime that the workspace has not, and serverless turned off', async () => {
    const all = await found(
      { ...answers(), 'GET /api/2.0/sql/config/warehouses': warehouses(false) },
      { ...dev, sparkVersion: '9.1.x-scala2.12' },
    );
    expect(all.runtime?.remedy).toBe('set `sparkVersion` to one that it has: 17.3.x-scala2.13');
    expect(all.warehouse?.status).toBe('fail');
  });

  test('serverless jobs need neither runtime nor node type', async () => {
    const all = await found(answers(), serverlessOf(dev));
    const skipped = { status: 'skip', detail: 'jobs run on serverless compute' };
    expect(all.edition).toMatchObject({ status: 'ok' });
    expect(all.runtime).toMatchObject(skipped);
    expect(all['node type']).toMatchObject(skipped);
  });

  test('an unexpected answer is no sign of health', async () => {
    const all = await found({
      ...answers(),
      'GET /api/2.1/clusters/spark-versions': () => ({
        status: 500,
        json: { error_code: 'INTERNAL_ERROR', message: 'broken' },
      }),
    });
    expect(all.runtime?.detail).toBe('INTERNAL_ERROR: broken');
    expect(all.runtime?.status).toBe('fail');
  });

  const quota = (quota_name: string, quota_count: number, quota_limit: number) => ({
    quota_name,
    quota_count,
    quota_limit,
    parent_securable_type: 'METASTORE',
    parent_full_name: 'main',
  });
  test.each([
    [[quota('catalog-quota', 10, 1000)], 'ok', '1 with room'],
    [[quota('catalog-quota', 1000, 1000)], 'fail', 'catalog-quota of main: 1000 of 1000'],
    [[quota('table-quota', 999_995, 1_000_000)], 'fail', 'table-quota of main: 999995 of 1000000'],
    [[quota('volume-quota', 950, 1000)], 'warn', 'volume-quota of main: 950 of 1000'],
    [[{ ...quota('schema-quota', 9, 9), parent_securable_type: 'CATALOG' }], 'ok', '0 with room'],
  ])('quotas %#', async (quotas, status, detail) => {
    const all = await found({
      ...answers(),
      [`GET ${UC}/resource-quotas`]: () => ({ json: { quotas } }),
    });
    expect(all.quotas).toMatchObject({ status, detail });
  });
});

describe('checks of the machine', () => {
  test.each([
    ['Terraform v1.11.4\non linux_amd64', [1, 11, 4]],
    ['Python 3.11.7', [3, 11, 7]],
    ['nothing', undefined],
  ])('reads the version of %j', (text, version) => {
    expect(versionIn(text)).toEqual(version);
  });

  test.each([
    [[1, 10, 0], [1, 10], true],
    [[1, 9, 9], [1, 10], false],
    [[2, 0], [1, 84, 0], true],
    [[1, 84], [1, 84, 0], true],
  ])('%j is at least %j: %j', (version, least, holds) => {
    expect(isAtLeast(version, least)).toBe(holds);
  });

  test('a missing Python fails where the local workspace needs it, and is a warning elsewhere', async () => {
    const python = machineChecks.find(({ name }) => name === 'python')!;
    const before = process.env.PYTHON;
    process.env.PYTHON = '/nonexistent/python3';
    try {
      const statusFor = async (settings: typeof dev) =>
        (
          await python.run(
            new Context(settings, () => {
              throw new Error('not asked');
            }),
          )
        ).status;
      expect(await statusFor(dev)).toBe('warn');
      expect(await statusFor({ ...dev, cloud: 'local' })).toBe('fail');
    } finally {
      if (before === undefined) delete process.env.PYTHON;
      else process.env.PYTHON = before;
    }
  });
});

describe('what is printed', () => {
  test.each([
    ['https://adb-1.2.azuredatabricks.net', 'azure'],
    ['https://1.2.gcp.databricks.com', 'gcp'],
    ['https://dbc-a.cloud.databricks.com', 'aws'],
    ['http://127.0.0.1:8765', 'local'],
    ['https://lakehouse.example.com', undefined],
  ])('%s is of %s', (host, cloud) => {
    expect(cloudOf(host)).toBe(cloud);
  });

  test('a line for each check, the remedy below, and the sums', () => {
    expect(
      describeReports([
        { name: 'node', status: 'ok', detail: '20.1.0' },
        { name: 'sign-in', status: 'fail', detail: 'refused', remedy: 'log in' },
        { name: 'metastore', status: 'skip', detail: 'not asked, for want of: sign-in' },
      ]),
    ).toBe(
      [
        'ok    node       20.1.0',
        'FAIL  sign-in    refused',
        '                 -> log in',
        '-     metastore  not asked, for want of: sign-in',
        '1 ok, 0 warnings, 1 failed, 1 not asked',
      ].join('\n'),
    );
  });
});
