/**
 * Databricks' `github-oidc` sign-in: a job of GitHub Actions gets a token that says which repository
 * and environment it runs for, and the workspace, by a federation policy, takes it for that of a
 * service principal. Nothing is stored.
 */
import type { Credentials } from './credentials';
import { CliError } from './errors';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

/**
 * Exchanges the job's token for one of the workspace.
 * @param host scheme and authority of the workspace
 * @param env DATABRICKS_CLIENT_ID, and what GitHub gives a job with `id-token: write`
 */
export async function githubOidc(host: string, env: NodeJS.ProcessEnv): Promise<Credentials> {
  const clientId = required(env, 'DATABRICKS_CLIENT_ID', 'the application id to sign in as');
  const reason = 'give the job the permission `id-token: write`';
  const url = new URL(required(env, 'ACTIONS_ID_TOKEN_REQUEST_URL', reason));
  const bearer = required(env, 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', reason);
  const exchange = `${host}/oidc/v1/token`;
  // the provider asks for the same audience
  url.searchParams.set('audience', env.DATABRICKS_TOKEN_AUDIENCE ?? exchange);

  const { value } = await answer<{ value?: string }>('the token of the job', url, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  const { access_token } = await answer<{ access_token?: string }>('sign-in', exchange, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: clientId,
      grant_type: GRANT,
      scope: 'all-apis',
      subject_token: value ?? '',
      subject_token_type: JWT,
    }),
  });
  if (!access_token) throw new CliError(`sign-in to ${host} must give a token, got: none`);
  return { host, token: access_token, source: 'github-oidc' };
}

function required(env: NodeJS.ProcessEnv, name: string, what: string): string {
  const value = env[name];
  if (!value) throw new CliError(`${name} must be set for github-oidc (${what}), got: nothing`);
  return value;
}

async function answer<T>(what: string, url: URL | string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    throw new CliError(
      `${what}: ${new URL(url).host} does not answer: ${(error as Error).message}`,
    );
  }
  if (response.ok) return (await response.json()) as T;
  // the body of a refusal says why, and holds no token
  const text = (await response.text()).slice(0, 300);
  throw new CliError(`${what}: ${new URL(url).host} answered ${response.status} ${text}`.trim());
}
