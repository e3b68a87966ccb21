import { computeViolations } from './compute-violations';
import type { Policy } from './policy';

export const continuousCompute: Policy = {
  name: 'continuous-compute',
  severity: 'warn',
  rule: 'compute that runs at all times, or in an expensive mode, is a deliberate choice',
  repair: 'Start the work by a trigger or a schedule, and use the standard performance target.',
  check: ({ changes }) => computeViolations(changes, 'continuous-compute'),
};
