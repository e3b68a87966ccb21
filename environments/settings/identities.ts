import type { LakehouseSettings } from '.';
import { Problems, show } from './problems';
import type { Topic, WithDefaults } from './topic';

/** The groups of users, and the service principal of the jobs. */
export interface IdentitySettings {
  /** The stack declares the groups and the service principal, or an identity provider owns them. */
  readonly identities: 'declared' | 'referenced';
  /**
   * The group that owns the catalog, schemas, volumes, tables, credentials and external locations.
   * The deploying principal must be a member: it changes what the group owns. Where identities are
   * declared, the stack adds it.
   */
  readonly ownersGroup: string;
  /** The group that builds and operates the lakehouse: full access to bronze and silver. */
  readonly dataEngineersGroup: string;
  /** The group that reads gold. */
  readonly analystsGroup: string;
  /** The group that sees the calls of every rep. */
  readonly reviewersGroup: string;
  /** The group that reads names, addresses and transcripts unmasked, in the calls that its members see. */
  readonly piiReadersGroup: string;
  /**
   * The group that may read the secured views of calls, in which each principal sees its own calls.
   * Reps, managers, reviewers and PII readers must be members.
   * @default - every principal: the built-in group `account users`
   */
  readonly callReadersGroup?: string;
  /**
   * The user names of members, by group. The stack also declares the users. Only where identities
   * are declared.
   * @default - an administrator adds members
   */
  readonly members?: Readonly<Record<string, readonly string[]>>;
  /** The display name of the service principal of the jobs. */
  readonly jobsPrincipalName: string;
  /**
   * The application id of that principal.
   * @default - the id that it receives when it is declared
   */
  readonly jobsPrincipalId?: string;
}

const EMAIL = /^[^@\s]+@[^@\s]+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The built-in group of all principals of the account. */
const EVERYONE = 'account users';

/** Groups that every workspace has. Their members are not the lakehouse's own. */
const BUILT_IN = [EVERYONE, 'users', 'admins'];

/** The settings that name a group of the lakehouse. */
const OWN_GROUPS = [
  'ownersGroup',
  'dataEngineersGroup',
  'analystsGroup',
  'reviewersGroup',
  'piiReadersGroup',
] as const;

/** Settings of groups and of the service principal. */
export const IDENTITIES: Topic<
  IdentitySettings,
  WithDefaults<IdentitySettings, 'callReadersGroup'>
> = {
  names: {
    identities: true,
    ownersGroup: true,
    dataEngineersGroup: true,
    analystsGroup: true,
    reviewersGroup: true,
    piiReadersGroup: true,
    callReadersGroup: true,
    members: true,
    jobsPrincipalName: true,
    jobsPrincipalId: true,
  },
  resolve: ({ callReadersGroup = EVERYONE }) => ({ callReadersGroup }),
  problems: (settings) => {
    const problems = new Problems(settings);
    problems.all.push(...groupProblems(settings));
    problems.matches('jobsPrincipalName', /\S/, 'blank');
    problems.oneOf('identities', ['declared', 'referenced']);
    if (settings.identities === 'referenced') {
      const problem = 'not an application id, which referenced identities need';
      problems.matches('jobsPrincipalId', UUID, problem);
    }
    return [...problems.all, ...memberProblems(settings)];
  },
};

function groupProblems(settings: LakehouseSettings): string[] {
  const problems = new Problems(settings);
  const fields = [
    ...OWN_GROUPS,
    ...(settings.callReadersGroup === undefined ? [] : (['callReadersGroup'] as const)),
  ];
  const taken = new Map<string, string>();
  for (const field of fields) {
    const name: unknown = settings[field];
    problems.matches(field, /\S/, 'blank');
    if (typeof name !== 'string' || name.trim() === '') continue;
    // two groups that differ in case only are one group to Databricks
    const key = name.toLowerCase();
    const isOwn = !BUILT_IN.includes(key) || (field === 'callReadersGroup' && name === EVERYONE);
    problems.check(isOwn, field, `a built-in group (${BUILT_IN.join(', ')})`, name);
    const other = taken.get(key);
    problems.check(other === undefined, field, `the same group as \`${other}\``, name);
    taken.set(key, field);
  }
  return problems.all;
}

function memberProblems(settings: LakehouseSettings): string[] {
  const { members, identities } = settings;
  if (members === undefined) return [];
  if (identities === 'referenced') {
    return [`\`members\`: not allowed where identities are referenced, got ${show(members)}`];
  }
  const groups = OWN_GROUPS.map((field) => settings[field]);
  return Object.entries(members).flatMap(([group, names]) => {
    const unknown = groups.includes(group)
      ? []
      : [`\`members\`: not a group of the settings (${groups.join(', ')}), got ${group}`];
    const twice = names.filter((name, i) => names.slice(0, i).some((other) => isSame(name, other)));
    return [
      ...unknown,
      ...names
        .filter((name) => !EMAIL.test(name))
        .map((name) => `\`members.${group}\`: not a user name (an e-mail address), got ${name}`),
      ...twice.map((name) => `\`members.${group}\`: listed twice, got ${name}`),
    ];
  });
}

/** User names that differ in case only are one user to Databricks. */
function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
