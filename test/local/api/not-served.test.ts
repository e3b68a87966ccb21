import { LEDGER } from '../../../parity/ledger';
import { Harness } from './harness';

describe('requests that no route serves', () => {
  let api: Harness;
  beforeAll(async () => {
    api = await Harness.open();
  });
  afterAll(() => api.close());

  test.each([
    ['GET', '/api/2.0/git-credentials'],
    ['POST', '/api/2.1/clusters/create'],
    ['POST', '/api/2.0/instance-pools/create'],
    ['POST', '/api/2.0/apps'],
    ['GET', '/api/2.2/jobs/runs/export?run_id=1'],
    ['GET', '/api/2.0/vector-search/endpoints'],
  ])('%s %s names the entry of the ledger', async (method, url) => {
    const { status, body } = await api.send(method, url);
    expect([status, body.error_code]).toEqual([501, 'NOT_IMPLEMENTED']);
    const path = url.split('?')[0]!;
    expect(body.message).toContain(`'${method} ${path}'`);
    const named = /See docs\/reference\/parity\.md: (\S+) is absent: (.+)$/.exec(body.message)!;
    const entry = LEDGER.find(({ match }) => match === named[1])!;
    expect([entry.local, entry.reason]).toEqual(['absent', named[2]]);
  });

  test.each([
    ['PUT', '/api/2.0/nothing/here?x=1', "No API found for 'PUT /nothing/here'."],
    ['GET', '/api/2.2/jobs/get-delete', "No API found for 'GET /jobs/get-delete'."],
    ['DELETE', '/api/2.0/workspace/list', "No API found for 'DELETE /workspace/list'."],
  ])('%s %s is an unknown endpoint', async (method, url, message) => {
    const { status, body } = await api.send(method, url);
    expect([status, body.error_code]).toEqual([404, 'ENDPOINT_NOT_FOUND']);
    expect(body.message).toMatch(message);
  });

  test.each([
    ['GET', '/api/2.3/jobs/list'],
    ['GET', '/api/3.0/jobs/runs/get?run_id=1'],
    ['GET', '/api/2.2/sql/warehouses/abc'],
    ['GET', '/api/2.1/fs/files/Volumes/a/b/c/d'],
  ])('%s %s is an API in a version that it does not have', async (method, url) => {
    const { status, body } = await api.send(method, url);
    expect(status).toBe(404);
    expect(body).toEqual({ error: `Bad Target: ${url.split('?')[0]}` });
  });

  test('a URL that cannot be decoded is a bad request', async () => {
    const { status, body } = await api.get('/api/2.0/fs/files/Volumes/%zz');
    expect([status, body.error_code]).toEqual([400, 'MALFORMED_REQUEST']);
  });
});
