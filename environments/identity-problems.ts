import type { LakehouseSettings } from './settings';
import { show } from './show';

const EMAIL = /^[^@\s]+@[^@\s]+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The built-in group of everyone in the account. */
const EVERYONE = 'account users';

/** Groups that every workspace has: none of ours, whose members are named one by one. */
const BUILT_IN = [EVERYONE, 'users', 'admins'];

/** The settings that name a group of the lakehouse. */
const OWN_GROUPS = [
  'ownersGroup',
  'dataEngineersGroup',
  'analystsGroup',
  'reviewersGroup',
  'piiReadersGroup',
] as const;

/** Everything that is wrong with the settings that say who there is. */
export function identityProblems(settings: LakehouseSettings): string[] {
  const problems: string[] = [];
  const check = (holds: boolean, field: string, rule: string, got: unknown): void => {
    if (!holds) problems.push(`\`${field}\` must ${rule}, got: ${show(got)}`);
  };
  const isBlank = (value: unknown): boolean => typeof value !== 'string' || value.trim() === '';

  const fields = [
    ...OWN_GROUPS,
    ...(settings.callReadersGroup === undefined ? [] : (['callReadersGroup'] as const)),
  ];
  const taken = new Map<string, string>();
  for (const field of fields) {
    const name = settings[field];
    check(!isBlank(name), field, 'not be blank', name);
    if (typeof name !== 'string' || isBlank(name)) continue;
    // two groups that differ in case only are one group to Databricks
    const key = name.toLowerCase();
    const isOwn = !BUILT_IN.includes(key) || (field === 'callReadersGroup' && name === EVERYONE);
    check(isOwn, field, `not be one of the built-in groups ${BUILT_IN.join(', ')}`, name);
    const other = taken.get(key);
    check(other === undefined, field, `differ from \`${other}\``, name);
    taken.set(key, field);
  }

  check(
    !isBlank(settings.jobsPrincipalName),
    'jobsPrincipalName',
    'not be blank',
    settings.jobsPrincipalName,
  );
  const { identities } = settings;
  const modes = ['declared', 'referenced'];
  check(modes.includes(identities), 'identities', `be one of ${modes.join(', ')}`, identities);
  if (identities === 'referenced') {
    const id = settings.jobsPrincipalId;
    const rule = 'be an application id where identities are referenced';
    check(UUID.test(id ?? ''), 'jobsPrincipalId', rule, id);
  }
  return [...problems, ...memberProblems(settings)];
}

function memberProblems(settings: LakehouseSettings): string[] {
  const { members, identities } = settings;
  if (members === undefined) return [];
  if (identities === 'referenced') {
    return [`\`members\` must be left out where identities are referenced, got: ${show(members)}`];
  }
  const groups = OWN_GROUPS.map((field) => settings[field]);
  return Object.entries(members).flatMap(([group, names]) => {
    const unknown = groups.includes(group)
      ? []
      : [`\`members\` must name groups of the settings (${groups.join(', ')}), got: ${group}`];
    const twice = names.filter((name, i) => names.slice(0, i).some((other) => isSame(name, other)));
    return [
      ...unknown,
      ...names
        .filter((name) => !EMAIL.test(name))
        .map(
          (name) => `\`members.${group}\` must hold user names (e-mail addresses), got: ${name}`,
        ),
      ...twice.map((name) => `\`members.${group}\` must name a user once, got twice: ${name}`),
    ];
  });
}

/** User names that differ in case only are one user to Databricks. */
function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
