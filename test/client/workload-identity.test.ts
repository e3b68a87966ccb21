import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { workloadIdentity } from '../../client/workload-identity';
import { signIn } from '../../deployment/workspace';
import { prod } from '../../environments/prod';
import { FakeWorkspace, type Handler } from '../cli/fake-workspace';

describe('workload identity', () => {
  let fake: FakeWorkspace | undefined;
  afterEach(() => fake?.stop());

  /** One server is both GitHub and the workspace. */
  async function start(token: Handler): Promise<NodeJS.ProcessEnv> {
    fake = await FakeWorkspace.start({
      'GET /github': () => ({ json: { value: 'a.job.token' } }),
      'POST /oidc/v1/token': token,
    });
    return {
      DATABRICKS_AUTH_TYPE: 'github-oidc',
      DATABRICKS_CLIENT_ID: 'app',
      DATABRICKS_HOST: `${fake.host}/`,
      DATABRICKS_TOKEN_AUDIENCE: 'account',
      ACTIONS_ID_TOKEN_REQUEST_URL: `${fake.host}/github?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request',
    };
  }

  it("exchanges the job's token for one of the workspace", async () => {
    const env = await start(() => ({ json: { access_token: 'short-lived' } }));
    expect(await signIn(prod, env)).toEqual({
      host: fake!.host,
      token: 'short-lived',
      source: 'github-oidc',
    });
    const [job, exchange] = fake!.asked;
    expect(job?.authorization).toBe('Bearer request');
    expect(Object.fromEntries(job?.query ?? [])).toEqual({
      'api-version': '2.0',
      audience: 'account',
    });
    expect(Object.fromEntries(new URLSearchParams(exchange?.body.toString()))).toEqual({
      client_id: 'app',
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      scope: 'all-apis',
      subject_token: 'a.job.token',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    });
  });

  it('says why the workspace refuses, and no token', async () => {
    const env = await start(() => ({
      status: 401,
      json: { error: 'invalid_grant', error_description: 'no policy for this subject' },
    }));
    const refused = workloadIdentity('github-oidc', fake!.host, env);
    await expect(refused).rejects.toThrow(/^sign-in: 127\.0\.0\.1:\d+ answered 401 .*no policy/);
    await expect(refused).rejects.not.toThrow(/a\.job\.token/);
  });

  it('says what is missing', async () => {
    const env = await start(() => ({ json: {} }));
    await expect(workloadIdentity('github-oidc', fake!.host, env)).rejects.toThrow(
      'the workspace returned no token',
    );
    await expect(
      workloadIdentity('github-oidc', fake!.host, { DATABRICKS_CLIENT_ID: 'app' }),
    ).rejects.toThrow(
      'ACTIONS_ID_TOKEN_REQUEST_URL: not set, and github-oidc needs it (give the job the permission `id-token: write`)',
    );
    await expect(workloadIdentity('github-oidc', fake!.host, {})).rejects.toThrow(
      'DATABRICKS_CLIENT_ID: not set',
    );
    await expect(signIn(prod, {})).rejects.toThrow('no workspace to speak to for prod');
  });

  it.each(['env-oidc', 'file-oidc'])('exchanges a token that the job has: %s', async (type) => {
    const { DATABRICKS_HOST, DATABRICKS_CLIENT_ID } = await start(() => ({
      json: { access_token: 'short-lived' },
    }));
    const folder = mkdtempSync(join(tmpdir(), 'token-'));
    const file = join(folder, 'token');
    writeFileSync(file, 'a.job.token\n');
    const env = {
      DATABRICKS_HOST,
      DATABRICKS_CLIENT_ID,
      DATABRICKS_AUTH_TYPE: type,
      DATABRICKS_OIDC_TOKEN: 'a.job.token',
      DATABRICKS_OIDC_TOKEN_FILEPATH: file,
    };
    expect(await signIn(prod, env)).toEqual({
      host: fake!.host,
      token: 'short-lived',
      source: type,
    });
    const sent = new URLSearchParams(fake!.asked[0]!.body.toString());
    expect(sent.get('subject_token')).toBe('a.job.token');
    rmSync(folder, { recursive: true });
    const without = { ...env, DATABRICKS_OIDC_TOKEN: '' };
    await expect(signIn(prod, without)).rejects.toThrow(/^DATABRICKS_OIDC_TOKEN/);
  });
});
