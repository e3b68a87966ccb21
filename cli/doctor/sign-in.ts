/** Checks of the way to the workspace: which one, whether it answers, and as whom. */
import { CliError } from '../../client/errors';
import { ApiError } from '../../client/rest';
import type { Cloud } from '../../environments/settings';
import { type Check, fail, ok, skip, warn } from './check';
import { type Context, SCIM } from './context';

const DOMAINS: readonly [RegExp, Cloud][] = [
  [/\.azuredatabricks\.net$/, 'azure'],
  [/\.gcp\.databricks\.com$/, 'gcp'],
  [/\.cloud\.databricks\.(com|us)$/, 'aws'],
  [/^(127\.0\.0\.1|localhost)$/, 'local'],
];

/** The cloud that a workspace's address is of; undefined for a name of the company's own. */
export function cloudOf(host: string): Cloud | undefined {
  const { hostname } = new URL(host);
  return DOMAINS.find(([pattern]) => pattern.test(hostname))?.[1];
}

export const signInChecks: readonly Check[] = [
  {
    name: 'host',
    run: async ({ settings, workspace }: Context) => {
      let host: string;
      try {
        ({ host } = workspace());
      } catch (error) {
        return fail((error as CliError).message, howToSignIn(settings.cloud));
      }
      try {
        await fetch(host, { redirect: 'manual', signal: AbortSignal.timeout(15_000) });
      } catch (error) {
        const { cause, message } = error as Error & { cause?: { code?: string } };
        return fail(
          `${host} does not answer: ${cause?.code ?? message}`,
          settings.cloud === 'local'
            ? 'start it: npx lakehouse up'
            : 'check the URL, the VPN, and the IP access list and private link of the workspace',
        );
      }
      return ok(host);
    },
  },
  {
    name: 'cloud',
    needs: ['host'],
    run: ({ settings, workspace }: Context) => {
      const { host } = workspace();
      const found = cloudOf(host);
      if (found === undefined) return skip(`${host} does not say which cloud it is of`);
      if (found === 'local' && settings.cloud !== 'local') {
        return warn(
          `a local workspace, in place of one on ${settings.cloud}`,
          'for a check of the environment, name its workspace (--profile)',
        );
      }
      return found === settings.cloud
        ? ok(found)
        : fail(
            `the workspace is of ${found}, \`cloud\` is ${settings.cloud}`,
            `name the workspace of this environment (--profile), or set \`cloud\` in environments/${settings.environment}.ts`,
          );
    },
  },
  {
    name: 'sign-in',
    needs: ['host'],
    run: async (context: Context) => {
      try {
        const { userName } = await context.me();
        return ok(userName);
      } catch (error) {
        if (!(error instanceof ApiError) || ![400, 401, 403].includes(error.status)) throw error;
        const { source } = context.workspace().credentials;
        return fail(`refused (${source}): ${error.message}`, howToSignIn(context.settings.cloud));
      }
    },
  },
  {
    name: 'workspace admin',
    needs: ['sign-in'],
    run: async (context: Context) => {
      const { userName, groups } = await context.me();
      return groups.includes('admins')
        ? ok(`${userName} is in admins`)
        : fail(
            `${userName} is not in admins`,
            'have a workspace admin add it: cluster policies, warehouses and their permissions are for admins to make',
          );
    },
  },
];

function howToSignIn(cloud: Cloud): string {
  return cloud === 'local'
    ? 'start the local workspace: npx lakehouse up'
    : `set DATABRICKS_HOST and DATABRICKS_TOKEN, or give --profile of a Databricks configuration file; its token must be one of the workspace, and not be expired (${SCIM}/Me answers it)`;
}
