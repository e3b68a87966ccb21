import type { Change } from '../plan/change';
import { HELD_TYPES } from '../access/holdings';
import { changedConcerns } from '../triage/concerns';
import { triageOf } from '../triage/triage';
import { concernMessage } from './concern-message';
import { isDeclared, type Policy, type PolicyContext, type Violation } from './policy';

export const accessWidened: Policy = {
  name: 'access-widened',
  severity: 'block',
  rule: 'access that is no grant is approved like one: credentials, bindings, trust, network, identities, isolation',
  repair: 'Keep the value, or agree on the new access with the owner of the data.',
  check: (context) =>
    context.changes.flatMap((change) => [...created(change, context), ...changed(change)]),
};

/** A resource that gives access because it exists. In a first deployment there is no data to reach. */
function created({ address, type, action }: Change, { plan }: PolicyContext): Violation[] {
  const phrase = triageOf(type)?.is.access;
  const isCreated = action === 'create' || action === 'replace' || action === 'import';
  if (typeof phrase !== 'string' || !isCreated || HELD_TYPES.has(type)) return [];
  const severity = plan.isFirstDeployment ? 'warn' : 'block';
  return [{ address, severity, message: `adds ${type}, which ${phrase}` }];
}

function changed(change: Change): Violation[] {
  if (!isDeclared(change)) return [];
  // owners of Databricks objects are holdings
  const isHeld = change.type.startsWith('databricks_');
  return changedConcerns(change)
    .filter(({ concern }) => concern === 'access' || (concern === 'owner' && !isHeld))
    .map((concern) => ({
      address: change.address,
      subject: concern.path,
      message: concernMessage(concern),
    }));
}
