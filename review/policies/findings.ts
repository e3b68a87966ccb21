import { createHash } from 'node:crypto';

import { ReviewError } from '../plan/review-error';
import { POLICIES } from './index';
import type { Policy, PolicyContext, Severity, Violation } from './policy';

/** A violation of a policy, with the reason for an override where one is recorded. */
export interface Finding {
  /** Stable: the same from one review to the next while the violation exists. */
  readonly id: string;
  readonly policy: string;
  readonly severity: Severity;
  readonly rule: string;
  readonly address: string;
  readonly message: string;
  readonly repair: string;
  /** The documentation of the policy: a URL, or a path in the repository. */
  readonly documentation: string;
  /** The reason that was given for letting it pass. @default - none, so it counts */
  readonly override?: string;
}

/** The page with a section for each policy. */
const DOCUMENTATION = 'docs/guides/plan-review.md';

/** Override of a policy's findings, with a reason that the report shows. */
export interface Override {
  readonly policy: string;
  /** @default - all that the policy finds */
  readonly address?: string;
  readonly reason: string;
}

/** An override as it is written: `policy=reason`, or `policy@address=reason` for one resource. */
export function parseOverride(text: string): Override {
  const match = /^([^=@]+)(?:@([^=]+))?=(.*)$/s.exec(text);
  const [policy, address, reason] = (match?.slice(1) ?? []).map((part) => part?.trim());
  if (!policy || !reason) {
    throw new ReviewError(
      `override: not of the form policy=reason or policy@address=reason, got ${text}`,
    );
  }
  return { policy, ...(address && { address }), reason };
}

/** @throws ReviewError where an override names no policy */
export function requireKnownPolicies(
  overrides: readonly Override[],
  policies: readonly Policy[],
): void {
  const known = policies.map(({ name }) => name);
  const unknown = overrides.find(({ policy }) => !known.includes(policy));
  if (unknown === undefined) return;
  throw new ReviewError(
    `override: unknown policy, got ${unknown.policy}. Use one of ${known.join(', ')}`,
  );
}

/** The findings of the policies, blocking ones first. */
export function findingsOf(
  context: PolicyContext,
  overrides: readonly Override[],
  policies: readonly Policy[] = POLICIES,
): Finding[] {
  const findings = policies.flatMap((policy) => {
    const ids = new Map<string, number>();
    return policy.check(context).map((violation): Finding => {
      const { address, message } = violation;
      const override = overrides.find(
        (one) => one.policy === policy.name && (one.address ?? address) === address,
      );
      return {
        id: idOf(policy, violation, ids),
        policy: policy.name,
        severity: violation.severity ?? policy.severity,
        rule: policy.rule,
        address,
        message,
        repair: violation.repair ?? policy.repair,
        documentation: documentationOf(policy),
        ...(override && { override: override.reason }),
      };
    });
  });
  return [...findings.filter(isBlocking), ...findings.filter((finding) => !isBlocking(finding))];
}

/** The page that documents a policy, as a path in the repository or a URL. */
export function documentationOf({ name, documentation }: Policy): string {
  return documentation ?? `${DOCUMENTATION}#${name}`;
}

/**
 * The id of a violation: its policy, and a digest of its address and subject. The message is not
 * part of it, because numbers in it change. Violations with one subject are counted.
 */
function idOf({ name }: Policy, violation: Violation, seen: Map<string, number>): string {
  const { address, subject = '' } = violation;
  const key = JSON.stringify([address, subject]);
  const count = seen.get(key) ?? 0;
  seen.set(key, count + 1);
  const digest = createHash('sha256').update(`${key}${count}`).digest('hex').slice(0, 12);
  return `${name}:${digest}`;
}

/** Returns true if a finding blocks the change. */
export function isBlocking({ severity, override }: Finding): boolean {
  return severity === 'block' && override === undefined;
}

/** The overrides that let nothing pass: their author expected something that is not in the plan. */
export function unusedOverrides(
  overrides: readonly Override[],
  findings: readonly Finding[],
): Override[] {
  return overrides.filter(
    ({ policy, address }) =>
      !findings.some(
        (found) => found.policy === policy && (address ?? found.address) === found.address,
      ),
  );
}
