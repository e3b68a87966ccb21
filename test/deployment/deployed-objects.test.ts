import { Workspace } from '../../client/rest';
import { summaryOf } from '../../deployment/deployed-objects';
import { FakeWorkspace } from '../cli/fake-workspace';

describe('the summary of an environment', () => {
  let fake: FakeWorkspace;
  afterEach(() => fake.stop());
  const summary = async (handlers: Parameters<typeof FakeWorkspace.start>[0]) => {
    fake = await FakeWorkspace.start(handlers);
    const found = await summaryOf(
      'local',
      new Workspace({ host: fake.host, token: 't', source: 'test' }),
    );
    return found.map(({ type, name, link }) => [type, name, link && link.slice(fake.host.length)]);
  };
  const empty = {
    'GET /api/2.1/unity-catalog/': () => ({
      status: 404,
      json: { error_code: 'CATALOG_DOES_NOT_EXIST', message: 'none' },
    }),
    'GET /api/2.0/serving-endpoints/': () => ({
      status: 404,
      json: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'none' },
    }),
    'GET /api/2.2/jobs/list': () => ({ json: {} }),
    'GET /api/2.0/sql/': () => ({ json: {} }),
    'GET /api/2.0/lakeview/dashboards': () => ({ json: {} }),
  };

  it('has no link to an object that the workspace does not have', async () => {
    const found = await summary(empty);
    expect(found.every(([, , link]) => link === null)).toBe(true);
    expect([...new Set(found.map(([type]) => type))]).toEqual([
      'catalog',
      'job',
      'warehouse',
      'dashboard',
      'alert',
      'model',
      'endpoint',
    ]);
  });

  it('links to the objects that it has, on every page of a list', async () => {
    const found = await summary({
      ...empty,
      'GET /api/2.1/unity-catalog/': () => ({ json: {} }),
      'GET /api/2.2/jobs/list': ({ query }) => ({
        json: query.get('page_token')
          ? { jobs: [{ job_id: 8, settings: { name: 'ingest' } }] }
          : { jobs: [{ job_id: 7, settings: { name: 'another' } }], next_page_token: 'p2' },
      }),
      'GET /api/2.0/sql/warehouses': () => ({
        json: { warehouses: [{ id: 'w1', name: 'lakehouse' }] },
      }),
    });
    const linked = found.filter(([, , link]) => link !== null);
    expect(linked).toEqual([
      ['catalog', 'lakehouse_local', '/explore/data/lakehouse_local'],
      ['job', 'ingest', '/jobs/8'],
      ['warehouse', 'lakehouse', '/sql/warehouses/w1'],
      ['model', 'deal_outcome', '/explore/data/models/lakehouse_local/gold/deal_outcome'],
    ]);
  });

  it('fails on an error that is not "not found"', async () => {
    await expect(
      summary({
        ...empty,
        'GET /api/2.1/unity-catalog/': () => ({
          status: 403,
          json: { error_code: 'PERMISSION_DENIED', message: 'no right' },
        }),
      }),
    ).rejects.toThrow('no right');
  });
});
