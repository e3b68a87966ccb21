import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';

describe('problems of the model settings', () => {
  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [
      prod,
      { mlSparkVersion: '16.4.x-cpu-ml-scala2.12' },
      '`mlSparkVersion`: older than runtime 17.3, got 16.4.x-cpu-ml-scala2.12',
    ],
    [
      prod,
      { trainingTrigger: { kind: 'schedule', quartzCron: '0 0 3 30 2 ?', timezone: 'UTC' } },
      '`trainingTrigger.quartzCron`: no fire time after now, got 0 0 3 30 2 ?',
    ],
    [
      prod,
      { trainingTrigger: { kind: 'continuous' } as never },
      '`trainingTrigger.kind`: not one of schedule, manual, got continuous',
    ],
    [
      prod,
      { mlSparkVersion: '17.3.x-scala2.13' },
      '`mlSparkVersion`: not a machine learning runtime: 17.3.x-cpu-ml-scala2.13, got 17.3.x-scala2.13',
    ],
    [
      prod,
      { dealOutcome: { split: 'random' as never } },
      '`dealOutcome.split`: not one of rep, time, got random',
    ],
    [
      prod,
      { dealOutcome: { minDeals: 10.5 } },
      '`dealOutcome.minDeals`: not a whole number between 20 and 10000000, got 10.5',
    ],
    [
      prod,
      { dealOutcome: { maxPlausibleAuc: 1.2 } },
      '`dealOutcome.maxPlausibleAuc`: not a number between 0.5 and 1, got 1.2',
    ],
    [
      prod,
      { dealOutcome: { scoringVersions: [''] } },
      '`dealOutcome.scoringVersions`: not a list of scoring versions, got [""]',
    ],
    [prod, { dealOutcome: { folds: 3 } as never }, '`dealOutcome.folds` is not a setting'],
    [
      prod,
      { servingWorkloadSize: 'Tiny' as never },
      '`servingWorkloadSize`: not one of Small, Medium, Large, got Tiny',
    ],
    [
      prod,
      { servingScalesToZero: 'no' as never },
      '`servingScalesToZero`: not true or false, got no',
    ],
    [prod, { predictionMonitor: 1 as never }, '`predictionMonitor`: not true or false, got 1'],
  ])('of %#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });
});
