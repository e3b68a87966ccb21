import type { Policy, Violation } from './policy';

/** The address of a finding about the plan as a whole. */
const PLAN = 'the plan';

export const planIncomplete: Policy = {
  name: 'plan-incomplete',
  severity: 'warn',
  rule: 'a review sees what the plan contains: deferred changes, later plans and unknown parts are yet to be reviewed',
  repair: 'Apply this plan, and review the plan that follows.',
  check: ({ plan }) => {
    const deferred = plan.resources.filter((change) => change.deferred !== undefined);
    const isExplained = deferred.length > 0 || plan.actions.some((action) => action.deferred);
    return [
      ...deferred.map(({ address, deferred: reason }): Violation => ({
        address,
        message: `is not planned yet: ${reason}`,
      })),
      ...(plan.isIncomplete && !isExplained
        ? [
            {
              address: PLAN,
              message: 'does not cover the whole configuration, and does not say what is missing',
              severity: 'block' as const,
            },
          ]
        : []),
      ...plan.unread.map((part) => ({
        address: PLAN,
        subject: part,
        message: `has ${part}, which this review cannot read`,
        ...(part.startsWith('planned values') && { severity: 'block' as const }),
      })),
    ];
  },
};
