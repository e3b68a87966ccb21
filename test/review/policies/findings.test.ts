import { findingsOf } from '../../../review/policies/findings';
import type { Policy, PolicyContext, Violation } from '../../../review/policies/policy';

const policy = (violations: Violation[]): Policy => ({
  name: 'sample',
  severity: 'warn',
  rule: 'a sample',
  repair: 'Do nothing.',
  check: () => violations,
});
const found = (...violations: Violation[]) =>
  findingsOf({} as PolicyContext, [], [policy(violations)]);

describe('findingsOf', () => {
  const a = { address: 'databricks_job.a', message: 'costs $1' };

  it('gives a finding an id that does not depend on numbers in the message', () => {
    const [before] = found(a);
    const [after] = found({ ...a, message: 'costs $2' });
    expect(before!.id).toMatch(/^sample:[0-9a-f]{12}$/);
    expect(after!.id).toBe(before!.id);
  });

  it('gives different ids to different addresses, subjects and repetitions', () => {
    const all = found(a, a, { ...a, subject: 'x' }, { ...a, address: 'databricks_job.b' });
    expect(new Set(all.map(({ id }) => id)).size).toBe(4);
  });

  it('takes severity and repair from the violation before those of the policy', () => {
    const [first, second] = found(a, { ...a, severity: 'block', repair: 'Stop.' });
    expect([first!.severity, first!.repair]).toEqual(['block', 'Stop.']);
    expect([second!.severity, second!.repair]).toEqual(['warn', 'Do nothing.']);
  });

  it('links to the section of the policy', () => {
    expect(found(a)[0]!.documentation).toBe('docs/guides/plan-review.md#sample');
  });
});
