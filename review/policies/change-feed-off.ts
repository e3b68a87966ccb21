import { Hidden, isSame, textOf } from '../../rules/plan-values';
import { isChangedTable, propertyOf } from '../tables/properties';
import type { Policy } from './policy';

const CHANGE_FEED = 'delta.enableChangeDataFeed';

export const changeFeedOff: Policy = {
  name: 'change-feed-off',
  severity: 'block',
  rule: 'a table keeps its change data feed: the readers of its changes fail without it (Delta documentation, "Use Delta Lake change data feed")',
  repair: 'Keep `delta.enableChangeDataFeed`, or remove the readers of the changes first.',
  check: ({ changes, plan }) =>
    changes.filter(isChangedTable).flatMap((change) => {
      const { address, before = {}, after = {} } = change;
      const [was, is] = [propertyOf(before, CHANGE_FEED), propertyOf(after, CHANGE_FEED)];
      const wasOn = was instanceof Hidden || textOf(was).toLowerCase() === 'true';
      const isOn = !(is instanceof Hidden) && textOf(is).toLowerCase() === 'true';
      if (!wasOn || isOn || (is instanceof Hidden && isSame(was, is))) return [];
      const value = is instanceof Hidden ? is.label : textOf(is ?? 'not set');
      const message = `turns off the change data feed of ${plan.fullName(change)}: ${CHANGE_FEED} becomes ${value}`;
      return [{ address, subject: CHANGE_FEED, message }];
    }),
};
