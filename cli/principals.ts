/** Principals of the local workspace for `--as`: its users, its service principals, reps and managers of silver.reps. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Option } from 'commander';

import { CredentialOptions, Credentials, credentials, hasProfile } from '../client/credentials';
import { CliError } from '../client/errors';
import { ADMIN_PROFILE, Home, PROJECT } from '../client/home';
import { Workspace } from '../client/rest';
import { execute } from '../client/statements';
import { ADMIN_USER } from '../local/api/core/identity/principals';
import { defaultCatalog } from './table-name';

const SCIM = '/api/2.0/preview/scim/v2';
/** Largest number of principals in an error. */
const SHOWN = 10;
const ADDRESS = join(PROJECT, 'sql/monitoring/rep_address.sql');

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
 * display name, and the case of an address does not matter. A rep or manager of silver.reps is made a user when first
 * asked for.
 */
export async function profileFor(home: Home, principal: string): Promise<string> {
  if (hasProfile(home.configFile, principal)) return principal;
  const admin = new Workspace(credentials({ home: home.root }));
  const users = await identities(admin, 'Users', 'userName');
  const services = await identities(admin, 'ServicePrincipals', 'applicationId');
  const isMeant = ({ name, display }: Identity) =>
    [name, display].some((one) => one?.toLowerCase() === principal.toLowerCase());

  const found = [...users, ...services].filter(isMeant);
  const [identity, ...others] = found;
  if (identity !== undefined && others.length === 0) {
    return identity.name === ADMIN_USER ? ADMIN_PROFILE : identity.name;
  }
  const address = await addressInReps(admin, principal, defaultCatalog(home.root));
  if (address === undefined) {
    const names = [...users.map(({ name }) => name), ...services.map(({ display }) => display)];
    const known = names.length > SHOWN ? [...names.slice(0, SHOWN), '...'] : names;
    throw new CliError(
      `principal: not a user, a service principal or an e-mail address of silver.reps, got ${principal} (known: ${known.join(', ')})`,
    );
  }
  await admin.request('POST', `${SCIM}/Users`, { json: { userName: address } });
  return address;
}

interface Identity {
  /** Name for signing in. */
  readonly name: string;
  readonly display?: string;
}

async function identities(
  admin: Workspace,
  kind: 'Users' | 'ServicePrincipals',
  nameField: 'userName' | 'applicationId',
): Promise<Identity[]> {
  const { Resources = [] } = await admin.request<{
    Resources?: Record<'userName' | 'applicationId' | 'displayName', string>[];
  }>('GET', `${SCIM}/${kind}`);
  return Resources.map((one) => ({ name: one[nameField], display: one.displayName }));
}

async function addressInReps(
  admin: Workspace,
  given: string,
  catalog: string,
): Promise<string | undefined> {
  if (!given.includes('@')) return undefined;
  const { rows } = await execute(admin, {
    statement: readFileSync(ADDRESS, 'utf8'),
    catalog,
    parameters: { address: given },
  });
  return rows[0]?.[0] ?? undefined;
}
