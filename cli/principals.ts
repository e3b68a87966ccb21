/** Principals of the local workspace to try as: its users, its service principals, and whoever silver.reps names. */
import { Option } from 'commander';

import { CredentialOptions, Credentials, credentials, hasProfile } from './credentials';
import { CliError } from './errors';
import { Home } from './home';
import { Workspace } from './rest';
import { execute } from './statements';

const SCIM = '/api/2.0/preview/scim/v2';

export const asOption = () =>
  new Option(
    '--as <principal>',
    'run as this principal: a user, a service principal, an e-mail of silver.reps',
  );

/** `--as` means a principal of the local workspace, unless the configuration file has a profile of that name. */
export async function signIn(
  options: CredentialOptions & { readonly as?: string },
): Promise<Credentials> {
  if (options.as === undefined) return credentials(options);
  const home = new Home(options.home);
  if (!home.served()) return credentials({ home: options.home, profile: options.as });
  return credentials({ home: home.root, profile: await profileFor(home, options.as) });
}

/**
 * The profile that `principal` signs in to the local workspace of `home` with. A service principal may be named by its
 * display name. A rep or manager of silver.reps is made a user when first asked for.
 */
export async function profileFor(home: Home, principal: string): Promise<string> {
  if (hasProfile(home.configFile, principal)) return principal;
  const admin = new Workspace(credentials({ home: home.root }));

  const { Resources: found = [] } = await admin.request<{
    Resources?: { applicationId: string }[];
  }>('GET', `${SCIM}/ServicePrincipals`, {
    query: { filter: `displayName eq ${JSON.stringify(principal)}` },
  });
  if (found.length === 1) return found[0].applicationId;

  if (!(await isInReps(admin, principal))) {
    throw new CliError(
      `the principal must be a user, a service principal or an e-mail of silver.reps, got: ${principal}`,
    );
  }
  await admin.request('POST', `${SCIM}/Users`, { json: { userName: principal } });
  return principal;
}

async function isInReps(admin: Workspace, email: string): Promise<boolean> {
  if (!email.includes('@')) return false;
  const { rows } = await execute(admin, {
    statement:
      'select 1 from spark_catalog.silver.reps where :email in (email, manager_email) limit 1',
    parameters: { email },
  });
  return rows.length > 0;
}
