import { HELD_TYPES } from '../access/holdings';
import type { Change } from '../plan/change';
import { changedConcerns } from '../triage/concerns';
import { matters } from '../triage/rules';
import { attributesOf, triageOf } from '../triage/triage';
import { valuesAt } from '../triage/values';
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
function created(change: Change, { plan }: PolicyContext): Violation[] {
  const { address, type, action } = change;
  const phrase = triageOf(type)?.is.access;
  const isCreated = action === 'create' || action === 'replace' || action === 'import';
  if (!isCreated) return [];
  const open = openValues(change);
  if (typeof phrase !== 'string' || HELD_TYPES.has(type)) return open;
  const severity = plan.isFirstDeployment ? 'warn' : 'block';
  return [{ address, severity, message: `adds ${type}, which ${phrase}` }, ...open];
}

/** Attributes of a new resource with a value that opens it, where the triage names the safe one. */
function openValues({ address, type, after = {} }: Change): Violation[] {
  return attributesOf(type, 'access')
    .filter(({ path, rule }) => rule?.startsWith('!') && typeof after[path] !== 'object')
    .map((triage) => ({ ...triage, values: valuesAt({}, after, triage.path) }))
    .filter(({ rule, values }) => matters(rule, values))
    .map((concern) => ({ address, subject: concern.path, message: concernMessage(concern) }));
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
