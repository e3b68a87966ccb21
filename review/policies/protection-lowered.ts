import { Hidden, isSame, textOf } from '../../rules/plan-values';
import type { Change } from '../plan/change';
import { loosened } from '../protection/cluster-policy';
import { isChangedTable, propertyOf } from '../tables/properties';
import { changedConcerns, isRetention } from '../triage/concerns';
import { triageOf } from '../triage/triage';
import { concernMessage } from './concern-message';
import type { Policy, Violation } from './policy';

export const protectionLowered: Policy = {
  name: 'protection-lowered',
  severity: 'block',
  rule: 'a safeguard keeps its strength: encryption, versioning, deletion protection, logs, network limits, and settings that decide whether data survives',
  repair: 'Keep the value that protects, or agree on the change with the owner of the data.',
  check: ({ changes }) =>
    changes.flatMap((change) => [
      ...removed(change),
      ...lowered(change),
      ...clusterPolicy(change),
      ...tableConstraints(change),
    ]),
};

/** A safeguard that is a resource, and that the plan removes. */
function removed({ address, type, action }: Change): Violation[] {
  const phrase = triageOf(type)?.is.protection;
  const isRemoved = action === 'delete' || action === 'replace' || action === 'forget';
  if (typeof phrase !== 'string' || !isRemoved) return [];
  const verb =
    { delete: 'removes', replace: 'removes and recreates' }[action as string] ?? 'forgets';
  return [{ address, message: `${verb} the resource that ${inThirdPerson(phrase)}` }];
}

/** A phrase of the triage is a verb in the third person, or a noun phrase. */
function inThirdPerson(phrase: string): string {
  return /^(a|an|the|settings)\b/.test(phrase) ? `is ${phrase}` : phrase;
}

function lowered(change: Change): Violation[] {
  return changedConcerns(change)
    .filter(({ concern }) => ['data', 'protection', 'caution'].includes(concern))
    .filter((changed) => !isRetention(changed))
    .map((changed) => ({
      address: change.address,
      subject: changed.path,
      message: concernMessage(changed),
      ...(changed.concern === 'caution' && { severity: 'warn' as const }),
    }));
}

/** A cluster policy that permits more. */
function clusterPolicy({ address, type, before, after }: Change): Violation[] {
  if (type !== 'databricks_cluster_policy' || before === undefined || after === undefined)
    return [];
  const [old, now] = [before.definition ?? null, after.definition ?? null];
  if (isSame(old, now)) return [];
  const paths = typeof old === 'string' && typeof now === 'string' ? loosened(old, now) : undefined;
  if (paths === undefined) {
    return [
      { address, subject: 'definition', message: 'changes to a definition that cannot be read' },
    ];
  }
  return paths.map(({ path, message, isRuntime }) => ({
    address,
    subject: path,
    message,
    ...(isRuntime && { severity: 'warn' as const }),
  }));
}

/** Properties of a table that Delta enforces for each write. */
const ENFORCED = /^delta\.(?:appendOnly$|constraints\.)/;

/** Constraints that the plan changes or removes. Hidden properties may be any. */
function tableConstraints(change: Change): Violation[] {
  if (!isChangedTable(change)) return [];
  const { before = {}, after = {}, address } = change;
  const { properties } = before;
  if (properties instanceof Hidden || typeof properties !== 'object' || properties === null)
    return [];
  return Object.keys(properties)
    .filter((name) => ENFORCED.test(name))
    .filter((name) => !isSame(propertyOf(before, name), propertyOf(after, name)))
    .filter((name) => textOf(propertyOf(before, name)) !== 'false')
    .map((name) => ({
      address,
      subject: name,
      message: `changes or removes the property ${name}`,
    }));
}
