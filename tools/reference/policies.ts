/** The reference of the plan review's policies. */
import type { Policy } from '../../review/policies/policy';
import { page, table } from './table';

/** Returns the page of the policies, in the order of their findings. */
export function policyReference(policies: readonly Policy[]): string {
  const rows = policies.map(({ name, severity, rule, repair }) => [
    `[\`${name}\`](../guides/plan-review.md#${name})`,
    severity,
    rule,
    repair,
  ]);
  return page(
    'Policy reference',
    'Policies of `npx lakehouse review`.',
    table(['policy', 'severity', 'rule', 'repair'], rows),
  );
}
