/** The workspace of an environment, signed in to as terraform's provider does. */
import { type Credentials, credentials } from '../client/credentials';
import { CliError } from '../client/errors';
import { Workspace } from '../client/rest';
import { isWorkloadIdentity, workloadIdentity } from '../client/workload-identity';
import type { LakehouseSettings } from '../environments/settings';
import { DeploymentLog } from './deployment-log';

export async function workspaceOf(settings: LakehouseSettings): Promise<Workspace> {
  return new Workspace(await signIn(settings, process.env));
}

/** Where the deployments of an environment are written down. */
export function deploymentLog(settings: LakehouseSettings, workspace: Workspace): DeploymentLog {
  return new DeploymentLog(workspace, `/Volumes/${settings.catalog}/ops/deployments`);
}

/** Who is signed in: a user name, or a service principal's application id. */
export async function signedInAs(workspace: Workspace): Promise<string> {
  const me = await workspace.request<{ userName: string }>('GET', '/api/2.0/preview/scim/v2/Me');
  return me.userName;
}

/**
 * Host and token by what the settings name, else the environment: a profile, workload identity
 * federation (`github-oidc`, `env-oidc`, `file-oidc`), or DATABRICKS_HOST and DATABRICKS_TOKEN.
 */
export async function signIn(
  settings: LakehouseSettings,
  env: NodeJS.ProcessEnv,
): Promise<Credentials> {
  const { workspaceProfile, workspaceConfigFile } = settings;
  const host = (settings.workspaceHost ?? env.DATABRICKS_HOST)?.replace(/\/+$/, '');
  const files = workspaceConfigFile ? { DATABRICKS_CONFIG_FILE: workspaceConfigFile } : {};
  const profile = workspaceProfile ?? (host ? undefined : env.DATABRICKS_CONFIG_PROFILE);
  if (profile) return credentials({ profile }, { ...env, ...files });
  const authType = env.DATABRICKS_AUTH_TYPE;
  if (host && isWorkloadIdentity(authType)) return workloadIdentity(authType, host, env);
  if (host) return credentials({}, { ...env, DATABRICKS_HOST: host });
  throw new CliError(
    `no workspace to speak to for ${settings.environment}: set DATABRICKS_HOST and DATABRICKS_TOKEN, ` +
      'DATABRICKS_CONFIG_PROFILE, or `workspaceHost` of its settings',
  );
}
