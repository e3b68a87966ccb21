/** Checks of the groups and the service principal that the settings name. */
import type { LakehouseSettings } from '../../environments/settings';
import { type Check, fail, type Finding, ok, skip } from './check';
import { type Context, SCIM } from './context';

interface Found {
  readonly Resources?: readonly unknown[];
}

async function isThere(context: Context, kind: string, field: string, name: string) {
  const filter = `${field} eq "${name}"`;
  const { Resources = [] } = await context.get<Found>(`${SCIM}/${kind}`, { filter });
  return Resources.length > 0;
}

function groupsOf(settings: LakehouseSettings): string[] {
  return [
    settings.ownersGroup,
    settings.dataEngineersGroup,
    settings.analystsGroup,
    settings.reviewersGroup,
    settings.piiReadersGroup,
    ...(settings.callReadersGroup === undefined ? [] : [settings.callReadersGroup]),
  ].filter((name) => name !== 'account users');
}

/** The deploying principal keeps its rights on what it transfers to the owners as their member. */
async function ownersGroup(context: Context): Promise<Finding> {
  const { identities, ownersGroup: owners } = context.settings;
  if (identities === 'declared') return skip('declared by the stack, with the deploying principal');
  const { userName, groups } = await context.me();
  return groups.includes(owners)
    ? ok(`${userName} is a member of ${owners}`)
    : fail(
        `${userName} is not a member of ${owners}`,
        `have an account admin add it: a deployment makes ${owners} the owner of the catalog, and must still be able to change it`,
      );
}

export const identityChecks: readonly Check[] = [
  {
    name: 'groups',
    needs: ['sign-in'],
    run: async (context) => {
      if (context.settings.identities === 'declared') return skip('declared by the stack');
      const names = groupsOf(context.settings);
      const there = await Promise.all(
        names.map((name) => isThere(context, 'Groups', 'displayName', name)),
      );
      const missing = names.filter((_, i) => !there[i]);
      return missing.length === 0
        ? ok(names.join(', '))
        : fail(
            `not in the workspace: ${missing.join(', ')}`,
            'have an account admin make them, or your identity provider sync them, and assign them to the workspace',
          );
    },
  },
  { name: 'owners', needs: ['groups'], run: ownersGroup },
  {
    name: 'jobs principal',
    needs: ['sign-in'],
    run: async (context) => {
      const { identities, jobsPrincipalId, jobsPrincipalName, environment } = context.settings;
      if (identities === 'declared') return skip('declared by the stack');
      return (await isThere(context, 'ServicePrincipals', 'applicationId', jobsPrincipalId!))
        ? ok(`${jobsPrincipalName} (${jobsPrincipalId})`)
        : fail(
            `no service principal ${jobsPrincipalId} in the workspace`,
            `make ${jobsPrincipalName} in the account, assign it to the workspace, and set its application id as \`jobsPrincipalId\` in environments/${environment}.ts`,
          );
    },
  },
];
