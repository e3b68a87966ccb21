import { local } from '../../../environments/local';
import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';

describe('problems of the maintenance settings', () => {
  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [
      prod,
      { logRetentionDays: 0 },
      '`logRetentionDays`: not a whole number between 7 and 3650, got 0',
    ],
    [prod, { layout: 'hive' as never }, '`layout`: not one of zorder, liquid, got hive'],
    [
      prod,
      { maintenanceTrigger: { kind: 'continuous' } as never },
      '`maintenanceTrigger.kind`: not one of schedule, manual, got continuous',
    ],
    [
      prod,
      { maintenance: { targetFileMegabytes: 0.5 } },
      '`maintenance.targetFileMegabytes`: not a whole number between 1 and 4096, got 0.5',
    ],
    [
      prod,
      { maintenance: { smallFileShare: 1.5 } },
      '`maintenance.smallFileShare`: not a number between 0 and 1, got 1.5',
    ],
    [
      prod,
      { maintenance: { vacuumHours: 1 } as never },
      '`maintenance.vacuumHours` is not a setting',
    ],
    [
      local(),
      { layout: 'liquid', predictiveOptimization: true },
      '`predictiveOptimization`: not available where `cloud` is local, got true',
    ],
    [
      prod,
      { predictiveOptimization: true },
      '`layout`: not liquid, but `predictiveOptimization` does not run ZORDER BY, got zorder',
    ],
    [prod, { tableStatistics: 'no' as never }, '`tableStatistics`: not true or false, got no'],
  ])('of %#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });
});
