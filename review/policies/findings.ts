import { ReviewError } from '../plan/review-error';
import { POLICIES } from './index';
import type { Policy, PolicyContext, Severity } from './policy';

/** A violation of a policy, and whether somebody stands up for it. */
export interface Finding {
  readonly policy: string;
  readonly severity: Severity;
  readonly rule: string;
  readonly address: string;
  readonly message: string;
  /** The reason that was given for letting it pass. @default - none, so it counts */
  readonly override?: string;
}

/** Lets the findings of a policy pass, for a reason that the report shows. */
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
      `an override must be policy=reason or policy@address=reason, got: ${text}`,
    );
  }
  const known = POLICIES.map(({ name }) => name);
  if (!known.includes(policy)) {
    throw new ReviewError(`an override must name a policy (${known.join(', ')}), got: ${policy}`);
  }
  return { policy, ...(address && { address }), reason };
}

/** All that the policies find, what blocks first. */
export function findingsOf(
  context: PolicyContext,
  overrides: readonly Override[],
  policies: readonly Policy[] = POLICIES,
): Finding[] {
  const findings = policies.flatMap(({ name, severity, rule, check }) =>
    check(context).map(({ address, message }): Finding => {
      const override = overrides.find(
        (given) => given.policy === name && (given.address ?? address) === address,
      );
      const reason = override && { override: override.reason };
      return { policy: name, severity, rule, address, message, ...reason };
    }),
  );
  return [...findings.filter(isBlocking), ...findings.filter((finding) => !isBlocking(finding))];
}

/** Whether a finding stops the change. */
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
