import { SCHEMA_EVOLUTIONS } from '../../../contracts';
import { dev } from '../../../environments/dev';
import { local } from '../../../environments/local';
import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';

describe('problems of the ingestion settings', () => {
  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [
      prod,
      { clockSkewMinutes: 1.5 },
      '`clockSkewMinutes`: not a whole number between 0 and 1440, got 1.5',
    ],
    [
      prod,
      { landingFileEvents: undefined },
      '`ingestTrigger.kind`: not available where the landing location has no file events, got fileArrival. Set `landingFileEvents`, or `awsStorage.fileEvents`',
    ],
    [
      prod,
      { schemaEvolution: { calls: 'rescue' } },
      '`schemaEvolution`: not a feed (conversations, deals, reps, evaluations), got calls',
    ],
    [
      prod,
      { schemaEvolution: { deals: 'strict' as never } },
      '`schemaEvolution.deals`: not one of addNewColumns, rescue, explicit, none, got strict',
    ],
    [
      prod,
      { feeds: { calls: {} } },
      '`feeds`: not a feed (conversations, deals, reps, evaluations), got calls',
    ],
    [
      prod,
      { feeds: { deals: { format: 'csv', reader: 'text' } } },
      '`feeds.deals.reader`: not available for the format csv, got text. Use native',
    ],
    [
      prod,
      { feeds: { deals: { header: true } as never } },
      '`feeds.deals`: not one of format, reader, fileNamePattern, sources, export, got header',
    ],
    [
      prod,
      { ingestTrigger: { kind: 'fileArrival', minSecondsBetweenRuns: 5 } },
      '`ingestTrigger.minSecondsBetweenRuns`: not a whole number of at least 60, got 5',
    ],
    [
      prod,
      { ingestTrigger: { kind: 'continuous', secondsBetweenBatches: 0.5 } },
      '`ingestTrigger.secondsBetweenBatches`: not a whole number between 1 and 3600, got 0.5',
    ],
    [
      prod,
      { fileDiscovery: 'guess' as never },
      '`fileDiscovery`: not one of listing, fileEvents, notifications, got guess',
    ],
    [
      local(),
      { fileDiscovery: 'fileEvents' },
      '`fileDiscovery`: not available where `cloud` is local, got fileEvents',
    ],
    [
      dev,
      { fileDiscovery: 'notifications' },
      '`fileDiscovery`: not available where the landing volume is a managed one, got notifications',
    ],
    [
      prod,
      {
        fileDiscovery: 'fileEvents',
        landingFileEvents: undefined,
        ingestTrigger: { kind: 'manual' },
      },
      '`fileDiscovery`: not available where the landing location has no file events, got fileEvents',
    ],
    [
      prod,
      { ingestTrigger: { kind: 'schedule', quartzCron: 'daily', timezone: 'UTC' } },
      '`ingestTrigger.quartzCron`: not a Quartz cron expression, got daily (must have six fields, or seven with the year: seconds minutes hours day-of-month month day-of-week, such as 0 30 3 * * ?; got 1 fields)',
    ],
    [
      prod,
      { ingestTrigger: { kind: 'schedule', quartzCron: '0 0 3 * * ?', timezone: 'Berlin' } },
      '`ingestTrigger.timezone`: not a Java time zone id such as UTC, Europe/Berlin or GMT+01:00 (case counts), got Berlin',
    ],
    [
      prod,
      { ingestTrigger: { kind: 'always' } as never },
      '`ingestTrigger.kind`: not one of fileArrival, continuous, schedule, manual, got always',
    ],
    [prod, { ingestion: 'stream' as never }, '`ingestion`: not one of job, pipeline, got stream'],
    [
      local(),
      { ingestion: 'pipeline', ingestTrigger: { kind: 'continuous' } },
      '`ingestTrigger.kind`: not available where `cloud` is local and `ingestion` is pipeline, got continuous',
    ],
    [
      local(),
      { ingestion: 'pipeline', schemaEvolution: { deals: 'explicit' } },
      '`schemaEvolution.deals`: not one of rescue, none where `ingestion` is pipeline and `feeds.deals.reader` is text, not native, got explicit',
    ],
    [
      prod,
      { pipelineCompute: 'cluster' },
      '`pipelineCompute`: not allowed where `ingestion` is not pipeline, got cluster',
    ],
  ])('of %#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });

  test.each(SCHEMA_EVOLUTIONS)('a pipeline has the mode %s with the native reader', (mode) => {
    const pipeline = { ingestion: 'pipeline', schemaEvolution: { deals: mode } } as const;
    expect(problemsOf({ ...local(), ...pipeline, feeds: { deals: { format: 'csv' } } })).toEqual(
      [],
    );
  });
});
