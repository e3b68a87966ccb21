import { intervalSeconds } from '../../../review/tables/interval';

const DAY = 86_400;

describe('intervals', () => {
  it.each([
    ['interval 30 days', 30 * DAY],
    ['INTERVAL 720 HOURS', 30 * DAY],
    ['30 days', 30 * DAY],
    ["interval '1' week", 7 * DAY],
    ['interval 1 week 2 days', 9 * DAY],
    ['interval 1 day -2 hours', DAY - 7_200],
    ['interval 1.5 seconds', 1.5],
    ['interval 90 minutes', 5_400],
  ])('%s', (text, seconds) => expect(intervalSeconds(text)).toBe(seconds));

  it.each([
    '',
    'interval',
    '30',
    'interval 1 month',
    'interval 1 year',
    'P30D',
    'interval 1 dayss',
    '1 day x',
  ])('not %j', (text) => expect(intervalSeconds(text)).toBeUndefined());
});
