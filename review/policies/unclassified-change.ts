import type { Change } from '../plan/change';
import { changedConcerns } from '../triage/concerns';
import { type Triage, triageOf } from '../triage/triage';
import { concernMessage } from './concern-message';
import type { Policy, Severity, Violation } from './policy';

/** Names of types and attributes that may be about access, keys or the survival of data. */
const DANGEROUS_NAME =
  /(access|acl|admin|allow|assum|auth|bind|cert|cidr|credential|cross|delet|destroy|egress|encrypt|expir|expos|firewall|force|grant|group|iam|identit|ingress|isolat|key|kms|lock|logging|member|owner|passw|permission|polic|prevent|principal|protect|public|retention|role|secret|share|snapshot|token|trust|user|version)/i;

export const unclassifiedChange: Policy = {
  name: 'unclassified-change',
  severity: 'warn',
  rule: 'review/triage/ says what a change means; a type or an attribute without an entry may mean anything',
  repair: 'Add an entry to review/triage/, or override the finding after you read the change.',
  check: ({ changes }) =>
    changes.flatMap((change) => {
      const triage = triageOf(change.type);
      return triage === undefined ? unknownType(change) : knownType(change, triage);
    }),
};

function unknownType({ address, type, action }: Change): Violation[] {
  const isLoss = action === 'delete' || action === 'replace' || action === 'forget';
  const severity: Severity = isLoss || DANGEROUS_NAME.test(type) ? 'block' : 'warn';
  const message = `${action}: the review has no entry for the type ${type}`;
  return [{ address, message, severity }];
}

function knownType(change: Change, { is, isComplete }: Triage): Violation[] {
  const { address, type, action } = change;
  const attributes = changedConcerns(change)
    .filter(({ concern }) => concern === 'unclassified')
    .map((changed): Violation => {
      const severity = DANGEROUS_NAME.test(changed.path) ? 'block' : 'warn';
      const message = `${concernMessage(changed)}: the review has no entry for this attribute`;
      return { address, subject: changed.path, message, severity };
    });
  const isEvaluated = [is.data, is.secret, is.protection].some((text) => typeof text === 'string');
  const isLost = action === 'delete' || action === 'replace';
  if (isComplete || isEvaluated || !isLost) return attributes;
  const message = `${action}s the ${type}, which the review knows by its name only`;
  return [...attributes, { address, message, severity: 'warn' }];
}
