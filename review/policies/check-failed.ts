import type { Policy, Violation } from './policy';

export const checkFailed: Policy = {
  name: 'check-failed',
  severity: 'block',
  rule: 'the checks of the configuration pass: terraform reports a failed check block, and applies the plan all the same',
  repair: 'Repair the cause of the failed check.',
  check: ({ plan }) =>
    plan.checks.flatMap(({ address, status, instances }): Violation[] => {
      if (status === 'pass') return [];
      const problems = (instances ?? []).flatMap(({ problems: list }) =>
        (list ?? []).flatMap(({ message }) => (message === undefined ? [] : [String(message)])),
      );
      const name = String(address.to_display ?? 'a check');
      const message = `${verbOf(status)}${problems.length > 0 ? `: ${problems.join('; ')}` : ''}`;
      return [{ address: name, message, severity: status === 'unknown' ? 'warn' : 'block' }];
    }),
};

function verbOf(status: string): string {
  if (status === 'unknown') return 'is evaluated during the apply only';
  return status === 'fail' ? 'fails' : `ends with the status ${status}`;
}
