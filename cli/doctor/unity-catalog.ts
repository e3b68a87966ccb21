/** Checks of Unity Catalog: the metastore, and what the caller may make in it. */
import type { StorageIdentity } from '../../environments/settings';
import { type Check, fail, type Finding, ok, skip } from './check';
import { type Context, UC } from './context';

/** Privileges that allow everything on a securable, or to grant it to oneself. */
const ALL = ['ALL_PRIVILEGES', 'MANAGE'];

async function onMetastore(context: Context, privilege: string): Promise<boolean> {
  const metastore = await context.metastore();
  if (await context.isOwner(metastore?.owner)) return true;
  const granted = await context.privileges('metastore', metastore!.metastore_id);
  return granted.has(privilege) || ALL.some((one) => granted.has(one));
}

async function catalog(context: Context): Promise<Finding> {
  const { catalog: name, existingCatalog } = context.settings;
  const { userName } = await context.me();
  const found = await context.find<{ owner?: string }>(`${UC}/catalogs/${name}`);
  if (found === undefined && existingCatalog) {
    return fail(
      `no catalog ${name}, or none that ${userName} may see`,
      `create it, or have its owner run: grant all privileges, manage on catalog ${name} to \`${userName}\``,
    );
  }
  if (found === undefined) {
    return (await onMetastore(context, 'CREATE_CATALOG'))
      ? ok(`${name} is not to be seen yet, and ${userName} may make it`)
      : fail(
          `${userName} may not make the catalog ${name}`,
          `have a metastore admin run: grant create catalog on metastore to \`${userName}\``,
        );
  }
  if (await context.isOwner(found.owner)) return ok(`${name} is there, owned by ${found.owner}`);
  const granted = await context.privileges('catalog', name);
  return ALL.some((one) => granted.has(one))
    ? ok(`${name} is there, and ${userName} may manage it`)
    : fail(
        `${name} is there, owned by ${found.owner ?? 'somebody else'}`,
        `have its owner run: grant manage on catalog ${name} to \`${userName}\``,
      );
}

async function managedStorage(context: Context): Promise<Finding> {
  const { managedLocation, awsStorage, existingCatalog, catalog: name } = context.settings;
  if (existingCatalog) return ok(`that of ${name}`);
  if (awsStorage !== undefined) return ok('declared by the stack');
  if (managedLocation !== undefined) return ok(managedLocation);
  const root = (await context.metastore())?.storage_root;
  return root
    ? ok(`${root}, the metastore's`)
    : // as in the Free Edition: the API creates no catalog there without a separate location
      fail(
        'the metastore has no storage root, and the settings no `managedLocation`',
        `set \`managedLocation\`, or create the catalog ${name} with default storage in Catalog Explorer and set \`existingCatalog: true\``,
      );
}

/** The credentials and locations that the settings ask for: declared ones to make, others to be there. */
async function storage(context: Context): Promise<Finding> {
  const { settings } = context;
  const credentials = [settings.landingCredential, settings.managedCredential].filter(
    (one): one is string | StorageIdentity => one !== undefined,
  );
  if (settings.awsStorage === undefined && credentials.length === 0) {
    return skip('the settings have no managed location');
  }
  const named = credentials.filter((one) => typeof one === 'string');
  for (const name of named) {
    if ((await context.find(`${UC}/storage-credentials/${name}`)) === undefined) {
      return fail(
        `no storage credential ${name}, or none that may be seen`,
        'name one that is there, or the identity to declare one of (docs/tutorials/getting-started.md)',
      );
    }
  }
  const needed = [
    ...(named.length < credentials.length || settings.awsStorage !== undefined
      ? ['CREATE_STORAGE_CREDENTIAL']
      : []),
    'CREATE_EXTERNAL_LOCATION',
  ];
  const { userName } = await context.me();
  for (const privilege of needed) {
    if (await onMetastore(context, privilege)) continue;
    const words = privilege.toLowerCase().replaceAll('_', ' ');
    return fail(
      `${userName} has no ${privilege}`,
      `have a metastore admin run: grant ${words} on metastore to \`${userName}\``,
    );
  }
  return ok(named.length > 0 ? named.join(', ') : 'may be made');
}

async function systemSchemas(context: Context): Promise<Finding> {
  const { systemSchemas: names } = context.settings;
  if (names?.length === 0) return skip('another environment enables them');
  const metastore = await context.metastore();
  if (await context.isOwner(metastore?.owner)) return ok('may be enabled');
  return fail(
    `enabling them is for the metastore's admin, ${metastore?.owner ?? 'somebody else'}`,
    'deploy as the metastore admin, or have it enable them and set `systemSchemas: []`',
  );
}

/** The governed tag that policies match, with each value; the keys of MASKS in personal_data_policies.py. */
const PERSONAL_DATA = 'lakehouse_personal_data';
const VALUES = ['email', 'name', 'participants', 'text', 'texts', 'transcript'];

async function governedTag(context: Context): Promise<Finding> {
  if (context.settings.personalDataProtection !== 'policies') {
    return skip('`personalDataProtection` is views');
  }
  const found = await context.find<{ values?: readonly { readonly name: string }[] }>(
    `/api/2.1/tag-policies/${PERSONAL_DATA}`,
  );
  const values = (found?.values ?? []).map((value) => value.name);
  const missing = VALUES.filter((value) => !values.includes(value));
  if (missing.length === 0) return ok(PERSONAL_DATA);
  return fail(
    found ? `${PERSONAL_DATA} lacks ${missing.join(', ')}` : `no governed tag ${PERSONAL_DATA}`,
    `have an account admin create it with the values ${VALUES.join(', ')}, and give the jobs' principal ASSIGN on it (docs/guides/governance.md)`,
  );
}

export const unityCatalogChecks: readonly Check[] = [
  {
    name: 'metastore',
    needs: ['sign-in'],
    run: async (context) => {
      const metastore = await context.metastore();
      return metastore
        ? ok(metastore.name)
        : fail(
            'the workspace has no metastore',
            'have an account admin assign one in the account console (Catalog)',
          );
    },
  },
  { name: 'catalog', needs: ['metastore'], run: catalog },
  { name: 'managed storage', needs: ['metastore'], run: managedStorage },
  { name: 'cloud storage', needs: ['metastore'], run: storage },
  { name: 'governed tag', needs: ['metastore'], run: governedTag },
  { name: 'system schemas', needs: ['metastore'], run: systemSchemas },
];
