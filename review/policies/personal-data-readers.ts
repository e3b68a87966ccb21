import { blocks } from '../../rules/compute';
import { SECURABLE_ID } from '../../rules/declared-access';
import { type Body, Hidden, isSame, type Json, textOf } from '../../rules/plan-values';
import type { Holding } from '../access/holdings';
import { UNDECLARED_GROUP } from '../access/memberships';
import { personalData, readersOf } from '../access/personal-data';
import { bodyOf, type Change } from '../plan/change';
import type { Policy, PolicyContext, Violation } from './policy';

/** Parameters of the governance job with the names of principals that see more than others. */
const PRINCIPAL_PARAMETERS = [
  'call_readers_group',
  'data_engineers_group',
  'jobs_principal',
  'pii_readers_group',
  'reviewers_group',
];

export const personalDataReaders: Policy = {
  name: 'personal-data-readers',
  severity: 'block',
  scope: 'lakehouse',
  rule: 'the owner of personal data approves each new reader',
  repair: 'Remove the grant or the membership, or grant on the secured views instead.',
  check: (context) => [
    ...newReaders(context),
    ...newMembers(context),
    ...changedGroups(context.changes),
  ],
};

/** Principals that read something new to them. Objects that the plan creates hold no data yet. */
function newReaders({ plan, settings, holdings, access }: PolicyContext): Violation[] {
  const { catalog } = settings;
  const created = new Set(
    plan.resources
      .filter(({ type, action }) => action === 'create' && type in SECURABLE_ID)
      .map((change) => plan.fullName(change)),
  );
  if (created.has(catalog)) return [];
  const gained = new Map<string, string[]>();
  for (const item of personalData()) {
    if (created.has(`${catalog}.${item.name}`)) continue;
    const before = readersOf(holdings.before, catalog, item);
    for (const principal of readersOf(holdings.after, catalog, item)) {
      if (before.has(principal)) continue;
      const what = `${item.name} (${item.what.join(', ')})`;
      gained.set(principal, [...(gained.get(principal) ?? []), what]);
    }
  }
  return [...gained].map(([principal, items]) => ({
    address: access.find((change) => change.principal === principal)?.address ?? 'the grants',
    subject: principal,
    message: `${principal} gains access to personal data of ${items.join('; ')}`,
  }));
}

/** Administrators of the workspace. */
const ADMINS = 'admins';

/** Principals that become members of a group that sees more, or of a group within it. */
function newMembers({ plan, settings, holdings, access }: PolicyContext): Violation[] {
  const sees = new Map([
    [settings.dataEngineersGroup, 'reads bronze and silver as they are'],
    [settings.piiReadersGroup, 'sees names, addresses and texts unmasked'],
    [settings.reviewersGroup, 'sees the calls of every rep'],
    [ADMINS, 'administers the workspace'],
  ]);
  const created = new Set(
    plan
      .ofType('databricks_group')
      .filter(({ action }) => action === 'create')
      .map((change) => textOf(bodyOf(change).display_name)),
  );
  const parents = memberships(holdings.after);
  return access
    .filter(({ kind, gains }) => kind === 'group' && gains.includes('MEMBER'))
    .flatMap(({ principal, on, address }) => {
      const reached = [on, ...containing(on, parents)];
      const group = reached.find((name) => sees.has(name) && !created.has(name));
      if (group !== undefined) {
        const through = group === on ? '' : `, and so ${group}`;
        const message = `${principal} joins ${on}${through}: ${sees.get(group)}`;
        return [{ address, subject: `${principal} ${on}`, message }];
      }
      if (!on.startsWith(UNDECLARED_GROUP)) return [];
      const message = `${principal} joins ${on}: what it gains cannot be seen`;
      return [{ address, subject: `${principal} ${on}`, message }];
    });
}

/** The groups that each principal is a member of. */
function memberships(holdings: readonly Holding[]): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const { kind, principal, on, privileges } of holdings) {
    if (kind !== 'group' || !privileges.includes('MEMBER')) continue;
    groups.set(principal, (groups.get(principal) ?? new Set()).add(on));
  }
  return groups;
}

/** The groups that contain a group, directly or through others. */
function containing(group: string, parents: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const found = new Set<string>();
  const queue = [group];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const parent of parents.get(next) ?? []) {
      if (found.has(parent)) continue;
      found.add(parent);
      queue.push(parent);
    }
  }
  return [...found];
}

/** Parameters of jobs that name a principal which sees more than others. */
function changedGroups(changes: readonly Change[]): Violation[] {
  return changes
    .filter(({ type, before, after }) => type === 'databricks_job' && before && after)
    .flatMap(({ address, before, after }) => {
      const [old, now] = [parameters(before), parameters(after)];
      return [...old]
        .filter(([name]) => PRINCIPAL_PARAMETERS.includes(name.split('.').at(-1) as string))
        .filter(([name, value]) => !isSame(value, now.get(name)))
        .map(([name, value]) => ({
          address,
          subject: name,
          message: `the parameter ${name} becomes ${text(now.get(name))}, was ${text(value)}`,
        }));
    });
}

/** The parameters of a job, of its SQL tasks and of its notebooks, as `task.parameter`. */
function parameters(job: Body | undefined): Map<string, Json> {
  return new Map([
    ...blocks(job?.parameter).map(({ name, default: value }): [string, Json] => [
      `job.${textOf(name)}`,
      value ?? null,
    ]),
    ...blocks(job?.task).flatMap((task) => {
      const [sql] = blocks(task.sql_task);
      const [notebook] = blocks(task.notebook_task);
      return [sql?.parameters, notebook?.base_parameters].flatMap((values = {}) => {
        const named = values instanceof Hidden ? hiddenPrincipals(values) : (values as Body);
        return Object.entries(named ?? {}).map(([name, value]): [string, Json] => [
          `${textOf(task.task_key)}.${name}`,
          value,
        ]);
      });
    }),
  ]);
}

/** Parameters that are hidden as a whole: each principal may be another. */
function hiddenPrincipals(values: Hidden): Body {
  return Object.fromEntries(PRINCIPAL_PARAMETERS.map((name) => [name, values]));
}

function text(value: Json | undefined): string {
  if (value instanceof Hidden) return value.label;
  return value === undefined || value === null ? 'not set' : textOf(value);
}
