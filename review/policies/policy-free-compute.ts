import { clustersOf, existingClustersOf, isGiven } from '../compute';
import type { Change } from '../plan/change';
import { isDeclared, type Policy, type Violation } from './policy';

export const policyFreeCompute: Policy = {
  name: 'policy-free-compute',
  severity: 'block',
  rule: 'a cluster is made under a cluster policy, which limits its size, and a job runs on one of its own',
  repair: 'Set `policy_id` to a cluster policy, and run jobs on job clusters.',
  check: ({ changes }) => changes.filter(isDeclared).flatMap(policyFreeViolations),
};

/** What of one resource nobody limits. */
export function policyFreeViolations(change: Change): Violation[] {
  const { address } = change;
  return [
    ...clustersOf(change)
      .filter(({ body }) => !isGiven(body.policy_id))
      .map(({ where }) => ({ address, message: `${where} is under no cluster policy` })),
    ...existingClustersOf(change).map((task) => ({
      address,
      message: `${task} runs on an all-purpose cluster, which costs several times a job cluster`,
    })),
  ];
}
