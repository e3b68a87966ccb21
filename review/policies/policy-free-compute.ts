import { computeViolations } from './compute-violations';
import type { Policy } from './policy';

export const policyFreeCompute: Policy = {
  name: 'policy-free-compute',
  severity: 'block',
  rule: 'a cluster is under a cluster policy, which limits its size, and a job runs on job clusters',
  repair: 'Set `policy_id` to a cluster policy, and run jobs on job clusters.',
  check: ({ changes }) => computeViolations(changes, 'policy-free-compute'),
};
