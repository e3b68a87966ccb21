import { computeProblems, type ComputeRule } from '../../rules/compute';
import type { Change } from '../plan/change';
import { isDeclared, type Violation } from './policy';

/** The violations of one rule about compute, in all resources that a plan declares. */
export function computeViolations(changes: readonly Change[], rule: ComputeRule): Violation[] {
  return changes.filter(isDeclared).flatMap(({ type, address, after }) =>
    computeProblems(type, after ?? {})
      .filter((problem) => problem.rule === rule)
      .map(({ where, message }) => ({ address, subject: where, message })),
  );
}
