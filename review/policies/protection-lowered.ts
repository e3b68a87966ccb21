import type { Change } from '../plan/change';
import { changedConcerns, isRetention } from '../triage/concerns';
import { triageOf } from '../triage/triage';
import { concernMessage } from './concern-message';
import type { Policy, Violation } from './policy';

export const protectionLowered: Policy = {
  name: 'protection-lowered',
  severity: 'block',
  rule: 'a safeguard keeps its strength: encryption, versioning, deletion protection, logs, network limits, and settings that decide whether data survives',
  repair: 'Keep the value that protects, or agree on the change with the owner of the data.',
  check: ({ changes }) => changes.flatMap((change) => [...removed(change), ...lowered(change)]),
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
