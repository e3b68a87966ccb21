import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Harness } from '../../harness';

const SECRETS = '/api/2.0/secrets';
const ANN = 'ann@example.com';

describe('secrets', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await Harness.open();
    await api.post('/api/2.0/preview/scim/v2/Users', { userName: ANN });
    await api.post(`${SECRETS}/scopes/create`, { scope: 's' });
  });
  afterEach(() => api.close());

  const put = (body: object, as?: string) =>
    api.post(`${SECRETS}/put`, { scope: 's', ...body }, as);
  const grant = (permission: string) =>
    api.post(`${SECRETS}/acls/put`, { scope: 's', principal: ANN, permission });

  it('are text or bytes, and read in base64', async () => {
    await put({ key: 'text', string_value: 'pässword' });
    await put({ key: 'bytes', bytes_value: Buffer.from([0, 255]).toString('base64') });
    const { body } = await api.get(`${SECRETS}/get?scope=s&key=text`);
    expect([body.key, Buffer.from(body.value, 'base64').toString()]).toEqual(['text', 'pässword']);
    const bytes = await api.get(`${SECRETS}/get?scope=s&key=bytes`);
    expect([...Buffer.from(bytes.body.value, 'base64')]).toEqual([0, 255]);
  });

  it('are listed without values, and deleted', async () => {
    await put({ key: 'a', string_value: 'x' });
    const { body } = await api.get(`${SECRETS}/list?scope=s`);
    expect(body.secrets).toEqual([{ key: 'a', last_updated_timestamp: expect.any(Number) }]);
    await api.post(`${SECRETS}/delete`, { scope: 's', key: 'a' });
    expect((await api.get(`${SECRETS}/list?scope=s`)).body).toEqual({});
    const gone = await api.get(`${SECRETS}/get?scope=s&key=a`);
    expect([gone.status, gone.body.error_code]).toEqual([404, 'RESOURCE_DOES_NOT_EXIST']);
  });

  it('are in scopes with one name each', async () => {
    expect((await api.get(`${SECRETS}/scopes/list`)).body).toEqual({
      scopes: [{ name: 's', backend_type: 'DATABRICKS' }],
    });
    const again = await api.post(`${SECRETS}/scopes/create`, { scope: 's' });
    expect(again.body).toEqual({
      error_code: 'RESOURCE_ALREADY_EXISTS',
      message: 'Scope s already exists!',
    });
    await api.post(`${SECRETS}/scopes/delete`, { scope: 's' });
    expect((await api.get(`${SECRETS}/scopes/list`)).body).toEqual({});
    expect((await api.get(`${SECRETS}/list?scope=s`)).body.error_code).toBe(
      'RESOURCE_DOES_NOT_EXIST',
    );
  });

  it.each([
    ['no value', { key: 'k' }],
    ['two values', { key: 'k', string_value: 'a', bytes_value: 'YQ==' }],
    ['a key with a space', { key: 'a b', string_value: 'x' }],
    ['more than 128 KiB', { key: 'k', string_value: 'x'.repeat(128 * 1024 + 1) }],
  ])('refuse %s', async (_what, body) => {
    const refused = await put(body);
    expect([refused.status, refused.body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
  });

  it('are for principals of the access control list', async () => {
    await put({ key: 'k', string_value: 'x' });
    const read = () => api.get(`${SECRETS}/get?scope=s&key=k`, ANN);
    expect((await read()).body.error_code).toBe('PERMISSION_DENIED');
    expect((await api.get(`${SECRETS}/scopes/list`, ANN)).body).toEqual({});
    await grant('READ');
    expect((await read()).status).toBe(200);
    expect((await put({ key: 'l', string_value: 'x' }, ANN)).status).toBe(403);
    await grant('WRITE');
    expect((await put({ key: 'l', string_value: 'x' }, ANN)).status).toBe(200);
    expect((await api.get(`${SECRETS}/acls/list?scope=s`, ANN)).status).toBe(403);
    await grant('MANAGE');
    expect((await api.get(`${SECRETS}/acls/list?scope=s`, ANN)).body.items).toEqual([
      { principal: 'admin@example.com', permission: 'MANAGE' },
      { principal: ANN, permission: 'MANAGE' },
    ]);
    await api.post(`${SECRETS}/acls/delete`, { scope: 's', principal: ANN });
    expect((await read()).status).toBe(403);
    const absent = await api.get(`${SECRETS}/acls/get?scope=s&principal=${ANN}`);
    expect(absent.body.error_code).toBe('RESOURCE_DOES_NOT_EXIST');
  });

  it('list no principal and no permission that is unknown', async () => {
    const acl = { scope: 's', principal: 'nobody@example.com', permission: 'READ' };
    const unknown = await api.post(`${SECRETS}/acls/put`, acl);
    expect(unknown.body.error_code).toBe('INVALID_PARAMETER_VALUE');
    expect((await grant('OWN')).body.error_code).toBe('INVALID_PARAMETER_VALUE');
  });

  it('of a scope of all users are managed by each', async () => {
    const scope = { scope: 'all', initial_manage_principal: 'users' };
    await api.post(`${SECRETS}/scopes/create`, scope);
    const { status } = await put({ scope: 'all', key: 'k', string_value: 'x' }, ANN);
    expect(status).toBe(200);
  });

  it('are in the audit log without values', async () => {
    await put({ key: 'k', string_value: 'hidden-value' });
    await api.ws.audit.flush();
    const folder = join(api.root, 'audit');
    const text = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('');
    expect(text).toContain('putSecret');
    expect(text).not.toContain('hidden-value');
  });
});
