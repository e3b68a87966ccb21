import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';

describe('problems of the monitoring settings', () => {
  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [
      prod,
      { monitoringTrigger: { kind: 'fileArrival' } as never },
      '`monitoringTrigger.kind`: not one of schedule, manual, got fileArrival',
    ],
    [
      prod,
      { staleAfterHours: 0 },
      '`staleAfterHours`: not a whole number between 1 and 8760, got 0',
    ],
    [prod, { maxLagHours: 1.5 }, '`maxLagHours`: not a whole number between 1 and 8760, got 1.5'],
    [
      prod,
      { scoreDrop: { share: 0 } },
      '`scoreDrop.share`: not a number between 0.01 and 1, got 0',
    ],
    [
      prod,
      { scoreDrop: { minCalls: 2.5 } },
      '`scoreDrop.minCalls`: not a whole number between 1 and 10000, got 2.5',
    ],
  ])('of %#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });
});
