import { prod } from '../../../environments/prod';
import {
  type LakehouseSettings,
  resolveSettings,
  validateSettings,
} from '../../../environments/settings';
import { declaredOnAws } from '../examples';

describe('problems of settings', () => {
  it('are thrown together', () => {
    expect(() => validateSettings({ ...prod, workers: -1, layout: 'hive' as never })).toThrow(
      new Error(
        'settings of prod: `workers`: not a whole number between 0 and 1000, got -1; `layout`: not one of zorder, liquid, got hive',
      ),
    );
  });
});

describe('resolveSettings', () => {
  it('applies every default', () => {
    const resolved = resolveSettings(prod);
    const added = Object.entries(resolved).filter(([name]) => !(name in prod));
    expect(Object.fromEntries(added)).toEqual({
      existingCatalog: false,
      workspaceIds: [],
      awsStorage: undefined,
      callReadersGroup: 'account users',
      jobCompute: 'cluster',
      serverlessEnvironmentVersion: '4',
      serverlessPerformanceTarget: 'standard',
      ingestion: 'job',
      pipelineCompute: 'serverless',
      fileDiscovery: 'listing',
      schemaEvolution: {},
      feeds: {},
      clockSkewMinutes: 15,
      governanceTrigger: { kind: 'schedule', quartzCron: '0 0 3 * * ?', timezone: 'UTC' },
      personalDataProtection: 'views',
      systemSchemas: ['access', 'compute', 'lakeflow', 'query'],
      monitoringTrigger: { kind: 'schedule', quartzCron: '0 15 * * * ?', timezone: 'UTC' },
      staleAfterHours: 72,
      maxLagHours: 6,
      scoreDrop: { share: 0.2, windowMonths: 3, minCalls: 5 },
      maintenanceTrigger: { kind: 'schedule', quartzCron: '0 30 4 * * ?', timezone: 'UTC' },
      maintenance: {
        targetFileMegabytes: 1024,
        smallFileCount: 10,
        smallFileShare: 0.2,
        clusterEveryDays: 7,
        vacuumEveryDays: 7,
      },
      tableStatistics: true,
      predictiveOptimization: false,
      dealOutcome: {
        scoringVersions: [],
        split: 'rep',
        holdOutShare: 0.25,
        minDeals: 200,
        maxPlausibleAuc: 0.9,
        minGain: 0,
      },
      trainingTrigger: { kind: 'schedule', quartzCron: '0 0 5 ? * SUN', timezone: 'UTC' },
      predictionTrigger: { kind: 'schedule', quartzCron: '0 0 6 * * ?', timezone: 'UTC' },
      mlSparkVersion: '17.3.x-cpu-ml-scala2.13',
      servingWorkloadSize: 'Small',
      servingScalesToZero: true,
      servingInferenceTable: true,
      predictionMonitor: true,
      retentionTrigger: { kind: 'schedule', quartzCron: '0 30 3 * * ?', timezone: 'UTC' },
    });
  });

  it('changes no setting that is set, but the missing fields of a group', () => {
    const settings: LakehouseSettings = {
      ...prod,
      personalDataProtection: 'policies',
      mlSparkVersion: '17.3.x-gpu-ml-scala2.13',
      systemSchemas: [],
      scoreDrop: { share: 0.5 },
      ingestTrigger: { kind: 'continuous' },
    };
    expect(resolveSettings(settings)).toMatchObject({
      ...settings,
      scoreDrop: { share: 0.5, windowMonths: 3, minCalls: 5 },
      ingestTrigger: { kind: 'continuous', secondsBetweenBatches: 10 },
    });
  });

  it('reads the region from the declared storage', () => {
    const { region, awsStorage } = resolveSettings({ ...declaredOnAws, region: undefined });
    expect(region).toBe('eu-central-1');
    expect(awsStorage).toMatchObject({
      fileEvents: 'provided',
      noncurrentVersionDays: 30,
      accessLogDays: 365,
    });
  });

  it('resolves resolved settings to the same', () => {
    const once = resolveSettings(declaredOnAws);
    expect(resolveSettings(once)).toEqual(once);
  });
});
