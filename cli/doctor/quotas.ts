/** Checks of Unity Catalog's quotas: capacity for the objects of the stack. */
import { SCHEMAS } from '../../constructs/governance/access-model';
import { TABLES } from '../../contracts';
import { type Check, fail, ok, skip, warn } from './check';
import { type Context, UC } from './context';

interface Quota {
  readonly quota_name: string;
  readonly quota_count: number;
  readonly quota_limit: number;
  readonly parent_securable_type: string;
  readonly parent_full_name: string;
}

/** Objects that a first deployment adds, by quota and parent. */
const ADDED: readonly { name: RegExp; parent: RegExp; count: number }[] = [
  { name: /^catalog-quota$/, parent: /^metastore$/, count: 1 },
  { name: /^schema-quota$/, parent: /^catalog$/, count: SCHEMAS.length },
  { name: /^table-quota$/, parent: /^metastore$/, count: TABLES.length },
  { name: /^volume-quota$/, parent: /^metastore$/, count: 2 },
  { name: /^storage-credential-quota$/, parent: /^metastore$/, count: 2 },
  { name: /^external-location-quota$/, parent: /^metastore$/, count: 2 },
];

/** From this share of a quota on it is worth saying. */
const NEARLY = 0.9;

async function quotas(context: Context): Promise<Quota[] | undefined> {
  const all: Quota[] = [];
  let token: string | undefined;
  do {
    const page = await context.find<{ quotas?: Quota[]; next_page_token?: string }>(
      `${UC}/resource-quotas/all-resource-quotas`,
      { max_results: '500', ...(token && { page_token: token }) },
    );
    if (page === undefined) return undefined;
    all.push(...(page.quotas ?? []));
    token = page.next_page_token;
  } while (token);
  return all;
}

/** Returns true if the quota is of the metastore, or of the deployed catalog. */
function concerns(quota: Quota, catalog: string): boolean {
  return quota.parent_securable_type.toLowerCase() !== 'catalog'
    ? quota.parent_securable_type.toLowerCase() === 'metastore'
    : quota.parent_full_name === catalog;
}

export const quotaChecks: readonly Check[] = [
  {
    name: 'quotas',
    needs: ['metastore'],
    run: async (context) => {
      const all = await quotas(context);
      if (all === undefined) return skip('the workspace does not tell them');
      const known = all.filter((one) => concerns(one, context.settings.catalog));
      const tell = (one: Quota): string =>
        `${one.quota_name} of ${one.parent_full_name}: ${one.quota_count} of ${one.quota_limit}`;
      const isThere =
        (await context.find(`${UC}/catalogs/${context.settings.catalog}`)) !== undefined;
      const full = known.filter((one) => {
        const added = ADDED.find(
          ({ name, parent }) =>
            name.test(one.quota_name) && parent.test(one.parent_securable_type.toLowerCase()),
        );
        return !isThere && one.quota_count + (added?.count ?? 0) > one.quota_limit;
      });
      const remedy = 'remove what is not used, or ask Databricks for more';
      if (full.length > 0) return fail(full.map(tell).join('; '), remedy);
      const near = known.filter((one) => one.quota_count >= one.quota_limit * NEARLY);
      return near.length > 0
        ? warn(near.map(tell).join('; '), remedy)
        : ok(`${known.length} with room`);
    },
  },
];
