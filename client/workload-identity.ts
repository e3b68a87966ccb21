/**
 * Sign-in of a CI job without a stored secret: the job has a token that names its repository and environment, and
 * the workspace accepts it, by a federation policy, as a service principal (Databricks documentation, "Enable
 * workload identity federation in CI/CD"). The names are those of the SDKs, so terraform signs in the same way
 * (databricks-sdk-go, config/auth_default.go).
 */
import { readFileSync } from 'node:fs';

import type { Credentials } from './credentials';
import { CliError } from './errors';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

/** Values of DATABRICKS_AUTH_TYPE: GitHub Actions, a variable (GitLab CI), a file (Azure DevOps). */
export const WORKLOAD_IDENTITIES = ['github-oidc', 'env-oidc', 'file-oidc'] as const;
export type WorkloadIdentity = (typeof WORKLOAD_IDENTITIES)[number];

export function isWorkloadIdentity(authType: string | undefined): authType is WorkloadIdentity {
  return WORKLOAD_IDENTITIES.some((one) => one === authType);
}

/**
 * Exchanges the token of the job for one of the workspace.
 * @param host scheme and authority of the workspace
 * @param env DATABRICKS_CLIENT_ID, and the variables of the CI system
 */
export async function workloadIdentity(
  type: WorkloadIdentity,
  host: string,
  env: NodeJS.ProcessEnv,
): Promise<Credentials> {
  const clientId = required(env, type, 'DATABRICKS_CLIENT_ID', 'the application id to sign in as');
  const exchange = `${host}/oidc/v1/token`;
  const token = await jobToken(type, env, exchange);
  const { access_token } = await answer<{ access_token?: string }>('sign-in', exchange, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: clientId,
      grant_type: GRANT,
      scope: 'all-apis',
      subject_token: token,
      subject_token_type: JWT,
    }),
  });
  if (!access_token) throw new CliError(`sign-in to ${host}: the workspace returned no token`);
  return { host, token: access_token, source: type };
}

async function jobToken(
  type: WorkloadIdentity,
  env: NodeJS.ProcessEnv,
  exchange: string,
): Promise<string> {
  switch (type) {
    case 'github-oidc':
      return githubToken(env, exchange);
    case 'env-oidc': {
      const name = env.DATABRICKS_OIDC_TOKEN_ENV ?? 'DATABRICKS_OIDC_TOKEN';
      return required(env, type, name, 'the token of the job').trim();
    }
    case 'file-oidc': {
      const name = 'DATABRICKS_OIDC_TOKEN_FILEPATH';
      return readToken(required(env, type, name, 'the file with the token of the job'));
    }
  }
}

async function githubToken(env: NodeJS.ProcessEnv, exchange: string): Promise<string> {
  const reason = 'give the job the permission `id-token: write`';
  const url = new URL(required(env, 'github-oidc', 'ACTIONS_ID_TOKEN_REQUEST_URL', reason));
  const bearer = required(env, 'github-oidc', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', reason);
  // the provider asks for the same audience
  url.searchParams.set('audience', env.DATABRICKS_TOKEN_AUDIENCE ?? exchange);
  const { value } = await answer<{ value?: string }>('the token of the job', url, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  return value ?? '';
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(
      `DATABRICKS_OIDC_TOKEN_FILEPATH: the file is not readable, got ${file} (${code}). Write the token of the job to it`,
    );
  }
}

function required(
  env: NodeJS.ProcessEnv,
  type: WorkloadIdentity,
  name: string,
  what: string,
): string {
  const value = env[name];
  if (!value) throw new CliError(`${name}: not set, and ${type} needs it (${what})`);
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
  // the body of a refusal has the reason, and no token
  const text = (await response.text()).slice(0, 300);
  throw new CliError(`${what}: ${new URL(url).host} answered ${response.status} ${text}`.trim());
}
