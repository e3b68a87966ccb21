import { LONGEST_IDLE_MINUTES } from '../../rules/compute';
import { computeViolations } from './compute-violations';
import type { Policy } from './policy';

export const idleCompute: Policy = {
  name: 'idle-compute',
  severity: 'block',
  rule: `compute stops by itself after at most ${LONGEST_IDLE_MINUTES} minutes without work`,
  repair:
    'Set the automatic stop to 120 minutes or less, keep no idle instances, and let endpoints scale to zero.',
  check: ({ changes }) => computeViolations(changes, 'idle-compute'),
};
