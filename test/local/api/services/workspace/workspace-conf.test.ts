import { Harness } from '../../harness';

const CONF = '/api/2.0/workspace-conf';
const REPOS = '/api/2.0/repos';

let api: Harness;
beforeAll(async () => {
  api = await Harness.open();
  await api.post('/api/2.0/preview/scim/v2/Users', { userName: 'ann@example.com' });
});
afterAll(() => api.close());

describe('settings of the workspace', () => {
  it('keep the values that admins set', async () => {
    const set = await api.patch(CONF, { enableResultsDownloading: 'false' });
    expect(set.status).toBe(204);
    const { body } = await api.get(`${CONF}?keys=enableResultsDownloading,enableWebTerminal`);
    expect(body).toEqual({ enableResultsDownloading: 'false', enableWebTerminal: null });
  });

  it('are for admins', async () => {
    expect((await api.get(`${CONF}?keys=a`, 'ann@example.com')).status).toBe(403);
  });

  it.each([
    ['no keys', '?keys='],
    ['an invalid key', '?keys=a%20b'],
  ])('refuse %s', async (_what, query) => {
    const { body } = await api.get(CONF + query);
    expect(body.error_code).toBe('INVALID_PARAMETER_VALUE');
  });

  it('refuse a value that is no text', async () => {
    expect((await api.patch(CONF, { enableX: true })).body.error_code).toBe(
      'INVALID_PARAMETER_VALUE',
    );
  });
});

it('there are no Git folders', async () => {
  expect((await api.get(REPOS)).body).toEqual({});
  expect((await api.get(`${REPOS}/7`)).body).toEqual({
    error_code: 'RESOURCE_DOES_NOT_EXIST',
    message: 'Repo with id 7 does not exist',
  });
  const made = await api.post(REPOS, { url: 'https://example.com/x.git', provider: 'gitHub' });
  expect([made.status, made.body.error_code]).toEqual([501, 'NOT_IMPLEMENTED']);
});
