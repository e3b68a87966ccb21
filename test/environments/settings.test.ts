import { environments } from '../../environments';
import { dev } from '../../environments/dev';
import { local } from '../../environments/local';
import { prod } from '../../environments/prod';
import {
  type LakehouseSettings,
  problemsOf,
  resolveSettings,
  validateSettings,
} from '../../environments/settings';
import { requireDistinctStates } from '../../environments/settings/state';
import { staging } from '../../environments/staging';
import { declaredOnAws } from './examples';

describe('environments', () => {
  it('has four, all sound', () => {
    expect(environments({}).map((s) => s.environment)).toEqual(['local', 'dev', 'staging', 'prod']);
  });

  it('protects data everywhere but on a laptop', () => {
    expect(environments({}).map((s) => s.protectData)).toEqual([false, true, true, true]);
  });

  it('protects personal data by views unless policies are chosen', () => {
    expect(environments({}).map((s) => s.personalDataProtection ?? 'views')).toEqual(
      Array.from({ length: 4 }, () => 'views'),
    );
    const policies = { ...prod, personalDataProtection: 'policies' as const };
    expect(problemsOf(policies)).toEqual([]);
  });

  it('enables the system schemas of a metastore from one environment', () => {
    const enabling = environments({}).filter((s) => s.systemSchemas === undefined);
    expect(enabling.map((s) => s.environment)).toEqual(['local', 'prod']);
  });

  it('finds the local workspace in LAKEHOUSE_HOME', () => {
    const [settings] = environments({ LAKEHOUSE_HOME: '/srv/lakehouse' });
    expect(settings.workspaceConfigFile).toBe('/srv/lakehouse/databrickscfg');
    expect(settings.backend).toEqual({
      kind: 'local',
      path: '/srv/lakehouse/terraform/lakehouse-local.tfstate',
    });
  });

  it('rehearses the others in local workspaces, each with its own limits, protection and state', () => {
    const [here, ...others] = environments({ LAKEHOUSE_REHEARSAL: '/srv/rehearsal' });
    expect(here).toEqual(local());
    expect(others.map((s) => [s.cloud, s.protectData, s.warehouseSize, s.backend])).toEqual(
      [
        ['dev', '2X-Small'],
        ['staging', 'X-Small'],
        ['prod', 'Small'],
      ].map(([name, size]) => [
        'local',
        true,
        size,
        { kind: 'local', path: `/srv/rehearsal/${name}/terraform/lakehouse-${name}.tfstate` },
      ]),
    );
    expect(others.map((s) => s.workspaceConfigFile)).toEqual(
      ['dev', 'staging', 'prod'].map((name) => `/srv/rehearsal/${name}/databrickscfg`),
    );
  });

  it('signs in to each with the profile that LAKEHOUSE_PROFILE_<ENVIRONMENT> names', () => {
    const all = environments({ LAKEHOUSE_PROFILE_PROD: 'acme-prod' });
    expect(all.map((s) => s.workspaceProfile)).toEqual([
      'lakehouse-local',
      undefined,
      undefined,
      'acme-prod',
    ]);
  });

  it('keeps one state for each', () => {
    const twice = { ...staging, environment: 'other' };
    expect(() => requireDistinctStates([prod, staging, twice])).toThrow(
      new Error(
        '`backend` of other: the same as that of staging, got s3://lakehouse-terraform-state/staging/lakehouse.tfstate',
      ),
    );
  });

  it('lets LAKEHOUSE_LOCAL_SETTINGS replace local settings, and no others', () => {
    const all = environments({ LAKEHOUSE_LOCAL_SETTINGS: '{"layout": "liquid"}' });
    expect(all.map((s) => s.layout)).toEqual(['liquid', 'zorder', 'zorder', 'zorder']);
  });

  it.each([
    ['{"layot": "liquid"}', 'settings of local: `layot` is not a setting'],
    ['layout', 'LAKEHOUSE_LOCAL_SETTINGS: not a JSON object, got layout'],
    ['[1]', 'LAKEHOUSE_LOCAL_SETTINGS: not a JSON object, got [1]'],
  ])('refuses LAKEHOUSE_LOCAL_SETTINGS=%s', (text, message) => {
    expect(() => environments({ LAKEHOUSE_LOCAL_SETTINGS: text })).toThrow(new Error(message));
  });
});

describe('problemsOf', () => {
  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [
      prod,
      { environment: 'Prod' },
      '`environment`: not lower-case letters, digits and dashes, got Prod',
    ],
    [
      prod,
      { clockSkewMinutes: 1.5 },
      '`clockSkewMinutes`: not a whole number between 0 and 1440, got 1.5',
    ],
    [prod, { cloud: 'ibm' as never }, '`cloud`: not one of local, aws, azure, gcp, got ibm'],
    [prod, { catalog: 'my-catalog' }, '`catalog`: not a lower-case SQL identifier, got my-catalog'],
    [
      prod,
      { workspaceRoot: '/lakehouse/' },
      '`workspaceRoot`: not an absolute workspace path without a final slash, got /lakehouse/',
    ],
    ...['/Shared/lakehouse', '/Workspace/Shared', '/Users/ci@example.com/x', '/Repos/x'].map(
      (workspaceRoot): [LakehouseSettings, Partial<LakehouseSettings>, string] => [
        prod,
        { workspaceRoot },
        `\`workspaceRoot\`: below ${/\/(Shared|Users|Repos)/.exec(workspaceRoot)![0]}, where users can change the code of jobs, got ${workspaceRoot}. Set a folder below the root, such as /lakehouse`,
      ],
    ),
    [
      prod,
      { sparkVersion: '17.2.x-scala2.13' },
      '`sparkVersion`: older than runtime 17.3, got 17.2.x-scala2.13',
    ],
    [
      prod,
      { mlSparkVersion: '16.4.x-cpu-ml-scala2.12' },
      '`mlSparkVersion`: older than runtime 17.3, got 16.4.x-cpu-ml-scala2.12',
    ],
    [
      prod,
      { landingFileEvents: undefined },
      '`ingestTrigger.kind`: not available where the landing location has no file events, got fileArrival. Set `landingFileEvents`, or `awsStorage.fileEvents`',
    ],
    [
      prod,
      { existingCatalog: true },
      '`managedLocation`: not allowed where `existingCatalog` is true, got s3://lakehouse-prod-managed/tables',
    ],
    [prod, { dataEngineersGroup: ' ' }, '`dataEngineersGroup`: blank, got  '],
    [
      prod,
      { analystsGroup: 'data-engineers' },
      '`analystsGroup`: the same group as `dataEngineersGroup`, got data-engineers',
    ],
    [
      prod,
      { piiReadersGroup: 'Reviewers' },
      '`piiReadersGroup`: the same group as `reviewersGroup`, got Reviewers',
    ],
    [
      prod,
      { reviewersGroup: 'account users' },
      '`reviewersGroup`: a built-in group (account users, users, admins), got account users',
    ],
    [
      prod,
      { callReadersGroup: 'Admins' },
      '`callReadersGroup`: a built-in group (account users, users, admins), got Admins',
    ],
    [
      prod,
      { members: { analysts: ['analyst@example.com'] } },
      '`members`: not allowed where identities are referenced, got {"analysts":["analyst@example.com"]}',
    ],
    [
      local(),
      { members: { sales: [] } },
      '`members`: not a group of the settings (lakehouse-owners, data-engineers, analysts, reviewers, pii-readers), got sales',
    ],
    [
      local(),
      { members: { analysts: ['analyst'] } },
      '`members.analysts`: not a user name (an e-mail address), got analyst',
    ],
    [
      local(),
      { members: { analysts: ['a@example.com', 'A@example.com'] } },
      '`members.analysts`: listed twice, got A@example.com',
    ],
    [prod, { jobsPrincipalName: '' }, '`jobsPrincipalName`: blank, got ""'],
    [
      prod,
      { identities: 'invented' as never },
      '`identities`: not one of declared, referenced, got invented',
    ],
    [
      prod,
      { jobsPrincipalId: 'lakehouse-jobs' },
      '`jobsPrincipalId`: not an application id, which referenced identities need, got lakehouse-jobs',
    ],
    [
      prod,
      { warehouseSize: 'Huge' },
      '`warehouseSize`: not one of 2X-Small, X-Small, Small, Medium, Large, X-Large, 2X-Large, 3X-Large, 4X-Large, got Huge',
    ],
    [
      prod,
      { warehouseType: 'pro', warehouseAutoStopMinutes: 5 },
      '`warehouseAutoStopMinutes`: not a whole number between 10 and 1440, got 5',
    ],
    [
      prod,
      { sparkVersion: '17.3' },
      '`sparkVersion`: not a runtime version such as 17.3.x-scala2.13, got 17.3',
    ],
    [prod, { workers: -1 }, '`workers`: not a whole number between 0 and 1000, got -1'],
    [prod, { taskRetries: 1.5 }, '`taskRetries`: not a whole number between 0 and 10, got 1.5'],
    [
      prod,
      { logRetentionDays: 0 },
      '`logRetentionDays`: not a whole number between 7 and 3650, got 0',
    ],
    [prod, { layout: 'hive' as never }, '`layout`: not one of zorder, liquid, got hive'],
    [prod, { failureEmails: ['team'] }, '`failureEmails`: not an e-mail address, got team'],
    [
      prod,
      { failureWebhooks: ['slack'] },
      '`failureWebhooks`: not the id of a notification destination, got slack',
    ],
    [
      prod,
      { workspaceHost: 'my-workspace' },
      '`workspaceHost`: not the URL of a workspace, got my-workspace',
    ],
    [
      staging,
      { landingLocation: 'gs://landing' },
      '`landingLocation`: not a location of aws such as s3://bucket/path, got gs://landing',
    ],
    [
      staging,
      { landingCredential: undefined },
      '`landingCredential`: missing for `landingLocation`, got nothing',
    ],
    [
      local(),
      { managedLocation: 's3://tables' },
      '`managedLocation`: not allowed where `cloud` is local, got s3://tables',
    ],
    [
      prod,
      { schemaEvolution: { calls: 'rescue' } },
      '`schemaEvolution`: not a feed (conversations, deals, reps), got calls',
    ],
    [
      prod,
      { schemaEvolution: { deals: 'strict' as never } },
      '`schemaEvolution.deals`: not one of addNewColumns, rescue, explicit, none, got strict',
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
      { retentionTrigger: { kind: 'schedule', quartzCron: '0 0 3 * * MON', timezone: 'UTC' } },
      '`retentionTrigger.quartzCron`: not a Quartz cron expression, got 0 0 3 * * MON (exactly one of days of month and days of week must be `?`, got * and MON)',
    ],
    [
      prod,
      { trainingTrigger: { kind: 'schedule', quartzCron: '0 0 3 30 2 ?', timezone: 'UTC' } },
      '`trainingTrigger.quartzCron`: no fire time after now, got 0 0 3 30 2 ?',
    ],
    [
      prod,
      { ingestTrigger: { kind: 'schedule', quartzCron: '0 0 3 * * ?', timezone: 'Berlin' } },
      '`ingestTrigger.timezone`: not a Java time zone id such as UTC, Europe/Berlin or GMT+01:00 (case counts), got Berlin',
    ],
    [
      prod,
      { tags: { owner: '${var.owner}' } },
      '`tags.owner`: contains ${ or %{, which start a Terraform template, got ${var.owner}. Write the value itself',
    ],
    [
      prod,
      { tags: { 'a%{b': 'c' } },
      '`tags (a name)`: contains ${ or %{, which start a Terraform template, got a%{b. Write the value itself',
    ],
    [
      prod,
      { jobsPrincipalName: 'jobs %{ if true }' },
      '`jobsPrincipalName`: contains ${ or %{, which start a Terraform template, got jobs %{ if true }. Write the value itself',
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
      '`schemaEvolution.deals`: not one of rescue, none where `ingestion` is pipeline, got explicit',
    ],
    [
      prod,
      { pipelineCompute: 'cluster' },
      '`pipelineCompute`: not allowed where `ingestion` is not pipeline, got cluster',
    ],
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
      { maintenanceTrigger: { kind: 'continuous' } as never },
      '`maintenanceTrigger.kind`: not one of schedule, manual, got continuous',
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
      { scoreDrop: { share: 0 } },
      '`scoreDrop.share`: not a number between 0.01 and 1, got 0',
    ],
    [
      prod,
      { scoreDrop: { minCalls: 2.5 } },
      '`scoreDrop.minCalls`: not a whole number between 1 and 10000, got 2.5',
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
    [prod, { tableStatistics: 'no' as never }, '`tableStatistics`: not true or false, got no'],
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
    [prod, { workspaceIds: [0] }, '`workspaceIds`: not the id of a workspace, got 0'],
    [prod, { workspaceIds: [7, 7] }, '`workspaceIds`: listed twice, got 7'],
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
    [
      prod,
      { backend: { kind: 'gcs', bucket: '', prefix: 'prod' } },
      '`backend.bucket`: blank, got ""',
    ],
    [
      prod,
      { backend: { kind: 's3', bucket: 'state', key: '/prod', region: 'eu-central-1' } },
      '`backend.key`: not the name of an object, with no slash around it, got /prod',
    ],
    [
      prod,
      { backend: { kind: 's3', bucket: 'state', key: 'prod', region: 'Frankfurt' } },
      '`backend.region`: not a region such as eu-central-1, got Frankfurt',
    ],
    [
      prod,
      {
        backend: {
          kind: 'azurerm',
          resourceGroup: 'platform',
          storageAccount: 'lakehouse-state',
          container: 'state',
          key: 'prod.tfstate',
        },
      },
      '`backend.storageAccount`: not 3 to 24 lower-case letters and digits, got lakehouse-state',
    ],
    [
      prod,
      { backend: { kind: 'ftp' } as never },
      '`backend.kind`: not one of local, s3, azurerm, gcs, got ftp',
    ],
  ])('of %#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });

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
