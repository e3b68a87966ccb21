import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';

describe('problems of the governance settings', () => {
  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [
      prod,
      { governanceTrigger: { kind: 'continuous' } as never },
      '`governanceTrigger.kind`: not one of schedule, manual, got continuous',
    ],
    [
      prod,
      { governanceTrigger: { kind: 'schedule', quartzCron: '0 3 * * *', timezone: 'UTC' } },
      '`governanceTrigger.quartzCron`: not a Quartz cron expression, got 0 3 * * * (must have six fields, or seven with the year: seconds minutes hours day-of-month month day-of-week, such as 0 30 3 * * ?; got 5 fields)',
    ],
    [
      prod,
      { personalDataProtection: 'masks' as never },
      '`personalDataProtection`: not one of views, policies, got masks',
    ],
    [
      prod,
      { tableMasks: false } as never,
      '`tableMasks` is replaced by `personalDataProtection`: remove it, and set `personalDataProtection` to policies to mask tables',
    ],
    [
      prod,
      { systemSchemas: ['audit' as never] },
      '`systemSchemas`: not one of access, compute, lakeflow, query, got audit',
    ],
    [
      prod,
      { systemSchemas: ['billing' as never] },
      '`systemSchemas`: not one of access, compute, lakeflow, query, got billing',
    ],
    [prod, { systemSchemas: ['access', 'access'] }, '`systemSchemas`: listed twice, got access'],
  ])('of %#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });
});
