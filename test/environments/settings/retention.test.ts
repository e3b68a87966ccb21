import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';

describe('problems of the retention settings', () => {
  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [
      prod,
      { retentionTrigger: { kind: 'schedule', quartzCron: '0 0 3 * * MON', timezone: 'UTC' } },
      '`retentionTrigger.quartzCron`: not a Quartz cron expression, got 0 0 3 * * MON (exactly one of days of month and days of week must be `?`, got * and MON)',
    ],
    [
      prod,
      { transcriptRetentionDays: 0 },
      '`transcriptRetentionDays`: not a whole number between 1 and 36500, got 0',
    ],
    [
      prod,
      { transcriptRetentionDays: 365, ingestion: 'pipeline' },
      '`transcriptRetentionDays`: not available where `ingestion` is pipeline, because only the pipeline can change its tables, got 365',
    ],
  ])('of %#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });
});
