import { money } from '../cost/show';
import type { Policy, PolicyContext } from './policy';

/** The stack as a whole, where a finding is about no resource alone. */
const STACK = 'the stack';

export const budgetPassed: Policy = {
  name: 'budget-passed',
  severity: 'block',
  rule: 'the estimated cost of an environment stays within the setting `monthlyBudgetUsd`',
  repair:
    'Choose smaller or fewer resources, or raise `monthlyBudgetUsd` in the settings of the environment.',
  check: (context) => {
    const { after, before } = context.cost;
    const budget = budgetOf(context);
    if (budget === undefined || after.usd <= budget) return [];
    const message = `is estimated at ${money(after.usd)} a month (was ${money(before.usd)}), the budget is ${money(budget)}`;
    return [{ address: STACK, message }];
  },
};

export const budgetUnsure: Policy = {
  name: 'budget-unsure',
  severity: 'warn',
  rule: 'a missing price is not counted as 0: the estimate is then a lower bound',
  repair: 'Add the missing price with its date and source to `review/cost/prices.json`.',
  check: (context) => {
    const { after, lines, notes } = context.cost;
    const budget = budgetOf(context);
    if (budget !== undefined && lines.length === 0 && context.settings.cloud !== 'local') {
      const message = `has a budget of ${money(budget)}, but no prices: ${notes[0] ?? ''}`;
      return [{ address: STACK, message }];
    }
    if (budget === undefined || after.usd > budget || after.unpriced === 0) return [];
    return lines.flatMap(({ address, after: cost }) =>
      (cost?.missing.length ?? 0) > 0
        ? [{ address, message: `lacks ${cost!.missing.join(', ')}` }]
        : [],
    );
  },
};

function budgetOf({ settings }: PolicyContext): number | undefined {
  return settings.monthlyBudgetUsd;
}
