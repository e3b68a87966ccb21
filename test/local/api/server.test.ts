import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Harness } from './harness';

const ME = '/api/2.0/preview/scim/v2/Me';
const INVALID = {
  status: 403,
  body: { error_code: 403, message: 'Invalid access token.' },
  headers: { 'x-databricks-reason-phrase': 'Invalid access token.' },
};

describe('the server', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await Harness.open();
  });
  afterEach(() => api.close());

  test('asks for a token, and refuses one it did not issue', async () => {
    expect(await api.send('GET', ME, { token: null })).toMatchObject({
      status: 401,
      body: { error_code: 'UNAUTHENTICATED' },
    });
    expect(await api.send('GET', ME, { token: 'dapi0123' })).toMatchObject(INVALID);
    expect((await api.get(ME)).body.userName).toBe('admin@example.com');
  });

  test('refuses an expired token as it does an unknown one', async () => {
    const admin = api.ws.principals.byName('admin@example.com')!;
    const { value: token } = api.ws.tokens.issue(admin, 'short', admin.name, 0.01);
    await sleep(20);
    expect(await api.send('GET', ME, { token })).toMatchObject(INVALID);
  });

  test('answers health without a token', async () => {
    const { status, body } = await api.send('GET', '/health', { token: null });
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'ok', version: expect.any(String), cluster: 'stopped' });
  });

  test('says what is wrong with a body that is not JSON', async () => {
    const answer = await api.send('POST', '/api/2.2/jobs/create', {
      body: '{"name": ',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer).toMatchObject({ status: 400, body: { error_code: 'MALFORMED_REQUEST' } });
    expect(answer.body.message).toContain('Could not parse request object');
  });

  test('takes a final slash, as the provider sends one', async () => {
    const answer = await api.post('/api/2.0/sql/statements/', { statement: 'select 1' });
    expect(answer.body).toEqual({
      error_code: 'INVALID_PARAMETER_VALUE',
      message: 'Missing required field: warehouse_id',
    });
  });

  test('keeps tokens out of the state, and profiles out of reach of others', async () => {
    const config = join(api.root, 'databrickscfg');
    expect(statSync(config).mode & 0o777).toBe(0o600);
    expect(readFileSync(config, 'utf8')).toBe(
      `[lakehouse-local]\nhost = ${api.ws.host}\ntoken = ${api.token()}\n`,
    );
    expect(readFileSync(join(api.root, 'state.json'), 'utf8')).not.toContain(api.token());
  });

  test('keeps state and token over a restart', async () => {
    const token = api.token();
    const made = await api.post('/api/2.0/policies/clusters/create', {
      name: 'p',
      definition: '{}',
    });
    api = await api.restart();
    expect(api.token()).toBe(token);
    const got = await api.get(`/api/2.0/policies/clusters/get?policy_id=${made.body.policy_id}`);
    expect(got.body).toMatchObject({
      name: 'p',
      definition: '{}',
      creator_user_name: 'admin@example.com',
    });
  });

  test('has the change on disk when the answer comes', async () => {
    const made = await api.post('/api/2.0/policies/clusters/create', {
      name: 'p',
      definition: '{}',
    });
    const state = JSON.parse(readFileSync(join(api.root, 'state.json'), 'utf8'));
    expect(Object.keys(state.collections.cluster_policies)).toEqual([made.body.policy_id]);
  });
});
