import { personalData, readersOf } from '../access/personal-data';
import { blocks } from '../compute';
import { bodyOf, type Change } from '../plan/change';
import type { Body, Json } from '../plan/hidden';
import type { Policy, PolicyContext, Violation } from './policy';

/** Parameters of the governance job that say who sees more than others. */
const GROUP_PARAMETERS = [
  'call_readers_group',
  'data_engineers_group',
  'pii_readers_group',
  'reviewers_group',
];

export const personalDataReaders: Policy = {
  name: 'personal-data-readers',
  severity: 'block',
  rule: 'who comes to read personal data is decided by whoever answers for it, not in passing',
  repair: 'Remove the grant or the membership, or grant on the secured views instead.',
  check: (context) => [
    ...newReaders(context),
    ...newMembers(context),
    ...changedGroups(context.changes),
  ],
};

/** Principals that could not read something before. What is made by the plan has no data yet. */
function newReaders({ plan, settings, holdings, access }: PolicyContext): Violation[] {
  const { catalog } = settings;
  const made = new Set(
    plan.resources
      .filter(({ action }) => action === 'create')
      .map((change) => plan.fullName(change)),
  );
  if (made.has(catalog)) return [];
  const gained = new Map<string, string[]>();
  for (const item of personalData()) {
    if (made.has(`${catalog}.${item.name}`)) continue;
    const before = readersOf(holdings.before, catalog, item);
    for (const principal of readersOf(holdings.after, catalog, item)) {
      if (before.has(principal)) continue;
      const what = `${item.name} (${item.what.join(', ')})`;
      gained.set(principal, [...(gained.get(principal) ?? []), what]);
    }
  }
  return [...gained].map(([principal, items]) => ({
    address: access.find((change) => change.principal === principal)?.address ?? 'the grants',
    message: `${principal} comes to read personal data of ${items.join('; ')}`,
  }));
}

/** Users that become members of a group to which more is shown. */
function newMembers({ plan, changes, settings }: PolicyContext): Violation[] {
  const sees = new Map([
    [settings.dataEngineersGroup, 'reads bronze and silver as they are'],
    [settings.piiReadersGroup, 'sees names, addresses and texts unmasked'],
    [settings.reviewersGroup, 'sees the calls of every rep'],
  ]);
  const groups = plan.ofType('databricks_group').filter(({ action }) => action !== 'create');
  return changes
    .filter(({ type, action }) => type === 'databricks_group_member' && action === 'create')
    .flatMap((change) => {
      const { group_id: id } = bodyOf(change);
      const group = groups.find(({ after }) => after?.id === id && id !== undefined);
      const name = String(group?.after?.display_name ?? '');
      if (!sees.has(name)) return [];
      const member = memberName(plan.referenced(change.address, ['member_id']), change);
      return [{ address: change.address, message: `${member} joins ${name}: ${sees.get(name)}` }];
    });
}

function memberName(referenced: Change | undefined, change: Change): string {
  const { user_name: user, display_name: display } = referenced ? bodyOf(referenced) : {};
  return String(user ?? display ?? bodyOf(change).member_id ?? change.name);
}

function changedGroups(changes: readonly Change[]): Violation[] {
  return changes
    .filter(({ type, action }) => type === 'databricks_job' && action === 'update')
    .flatMap((change) => {
      const [before, after] = [parameters(change.before), parameters(change.after)];
      return Object.keys(after)
        .filter((name) => GROUP_PARAMETERS.includes(name.split('.').at(-1) as string))
        .filter((name) => before[name] !== undefined && before[name] !== after[name])
        .map((name) => ({
          address: change.address,
          message: `the parameter ${name} becomes ${String(after[name])}, was ${String(before[name])}`,
        }));
    });
}

/** The parameters of SQL tasks, as `task.parameter`. */
function parameters(job: Body | undefined): Record<string, Json> {
  return Object.fromEntries(
    blocks(job?.task).flatMap((task) => {
      const [sql] = blocks(task.sql_task);
      const values = (sql?.parameters ?? {}) as Body;
      return Object.entries(values).map(([name, value]) => [
        `${String(task.task_key)}.${name}`,
        value,
      ]);
    }),
  );
}
