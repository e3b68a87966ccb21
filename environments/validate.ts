import { FEEDS, SCHEMA_EVOLUTIONS } from '../contracts';
import { dealOutcomeProblems } from './deal-outcome-settings';
import { existingCatalogProblems } from './existing-catalog-problems';
import { governanceProblems } from './governance-problems';
import { identityProblems } from './identity-problems';
import { ingestionProblems } from './ingestion-problems';
import { cloudProblems } from './cloud-problems';
import { maintenanceProblems } from './maintenance-settings';
import { retentionProblems } from './retention-problems';
import { servingProblems } from './serving-problems';
import type { LakehouseSettings } from './settings';
import { isSupportedRuntime, OLDEST_RUNTIME } from './runtime';
import { scoreDropProblems } from './score-drop-settings';
import { show } from './show';
import { stateProblems } from './state-problems';
import { templateProblems } from './template-problems';
import {
  fileArrivalProblems,
  fileDiscoveryProblems,
  INGEST_TRIGGERS,
  triggerProblems,
  UPKEEP_TRIGGERS,
} from './trigger-problems';
import { workspaceProblems } from './workspace-problems';

const IDENTIFIER = /^[a-z_][a-z0-9_]*$/;
const ENVIRONMENT = /^[a-z][a-z0-9-]*$/;
const WORKSPACE_PATH = /^(\/[A-Za-z0-9._@-]+)+$/;
const SPARK_VERSION = /^\d+\.\d+\.x-.*scala2\.\d+$/;
const ML_VERSION = /^\d+\.\d+\.x-.*ml-scala2\.\d+$/;
const EMAIL = /^[^@\s]+@[^@\s]+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const WAREHOUSE_SIZES = [
  '2X-Small',
  'X-Small',
  'Small',
  'Medium',
  'Large',
  'X-Large',
  '2X-Large',
  '3X-Large',
  '4X-Large',
];

/** What starts jobs that look after the lakehouse, or learn from it. */
const UPKEEP = [
  'governanceTrigger',
  'monitoringTrigger',
  'maintenanceTrigger',
  'trainingTrigger',
  'predictionTrigger',
  'retentionTrigger',
] as const;

/** Every setting there is; the type makes a missing one a compile error. */
const SETTINGS: Readonly<Record<keyof LakehouseSettings, true>> = {
  environment: true,
  cloud: true,
  backend: true,
  workspaceHost: true,
  workspaceProfile: true,
  workspaceConfigFile: true,
  requestsPerSecond: true,
  region: true,
  catalog: true,
  existingCatalog: true,
  workspaceIds: true,
  workspaceRoot: true,
  awsStorage: true,
  managedLocation: true,
  managedCredential: true,
  landingLocation: true,
  landingCredential: true,
  landingFileEvents: true,
  protectData: true,
  identities: true,
  ownersGroup: true,
  dataEngineersGroup: true,
  analystsGroup: true,
  reviewersGroup: true,
  piiReadersGroup: true,
  callReadersGroup: true,
  members: true,
  jobsPrincipalName: true,
  jobsPrincipalId: true,
  warehouseSize: true,
  warehouseType: true,
  warehouseAutoStopMinutes: true,
  warehouseMaxClusters: true,
  sparkVersion: true,
  nodeType: true,
  workers: true,
  ingestTrigger: true,
  fileDiscovery: true,
  ingestion: true,
  pipelineCompute: true,
  taskRetries: true,
  taskRetryIntervalSeconds: true,
  taskTimeoutMinutes: true,
  slowRunMinutes: true,
  failureEmails: true,
  failureWebhooks: true,
  schemaEvolution: true,
  clockSkewMinutes: true,
  governanceTrigger: true,
  tableMasks: true,
  systemSchemas: true,
  monitoringTrigger: true,
  staleAfterHours: true,
  maxLagHours: true,
  scoreDrop: true,
  maintenanceTrigger: true,
  maintenance: true,
  tableStatistics: true,
  predictiveOptimization: true,
  dealOutcome: true,
  trainingTrigger: true,
  predictionTrigger: true,
  mlSparkVersion: true,
  transcriptRetentionDays: true,
  retentionTrigger: true,
  servingWorkloadSize: true,
  servingScalesToZero: true,
  servingInferenceTable: true,
  predictionMonitor: true,
  layout: true,
  logRetentionDays: true,
  monthlyBudgetUsd: true,
  reviewPolicies: true,
  tags: true,
};

/** Everything that is wrong with the settings: each problem names field, rule and value got. */
export function problemsOf(settings: LakehouseSettings): string[] {
  const problems: string[] = [];
  const check = (holds: boolean, field: string, rule: string, got: unknown): void => {
    if (!holds) problems.push(`\`${field}\` must ${rule}, got: ${show(got)}`);
  };
  const matches = (field: keyof LakehouseSettings, pattern: RegExp, rule: string): void => {
    const value = settings[field];
    check(typeof value === 'string' && pattern.test(value), field, rule, value);
  };
  const within = (field: keyof LakehouseSettings, low: number, high: number): void => {
    const value = settings[field];
    const holds = Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
    check(holds, field, `be a whole number between ${low} and ${high}`, value);
  };
  const oneOf = (field: keyof LakehouseSettings, values: readonly string[]): void =>
    check(
      values.includes(settings[field] as string),
      field,
      `be one of ${values.join(', ')}`,
      settings[field],
    );

  const unknown = Object.keys(settings).filter((name) => !(name in SETTINGS));
  for (const name of unknown) problems.push(`\`${name}\` is not a setting`);

  matches('environment', ENVIRONMENT, 'be lower-case letters, digits and dashes');
  matches('catalog', IDENTIFIER, 'be a lower-case SQL identifier');
  matches('workspaceRoot', WORKSPACE_PATH, 'be an absolute workspace path without a final slash');
  if (settings.region !== undefined) {
    matches('region', /^[a-z][a-z0-9-]*$/, 'be a region such as eu-central-1 or westeurope');
  }
  oneOf('warehouseSize', WAREHOUSE_SIZES);
  oneOf('warehouseType', ['serverless', 'pro']);
  within('warehouseAutoStopMinutes', settings.warehouseType === 'pro' ? 10 : 1, 1440);
  within('warehouseMaxClusters', 1, 30);
  matches('sparkVersion', SPARK_VERSION, 'be a runtime version such as 17.3.x-scala2.13');
  for (const field of ['sparkVersion', 'mlSparkVersion'] as const) {
    const version = settings[field];
    if (typeof version !== 'string' || !SPARK_VERSION.test(version)) continue;
    const { major, minor } = OLDEST_RUNTIME;
    check(isSupportedRuntime(version), field, `be runtime ${major}.${minor} or later`, version);
  }
  if (settings.mlSparkVersion !== undefined) {
    matches('mlSparkVersion', ML_VERSION, 'be a machine learning runtime: 17.3.x-cpu-ml-scala2.13');
  }
  within('workers', 0, 1000);
  within('taskRetries', 0, 10);
  within('taskRetryIntervalSeconds', 0, 3600);
  within('taskTimeoutMinutes', 1, 1440);
  within('slowRunMinutes', 1, 1440);
  within('logRetentionDays', 7, 3650);
  for (const field of ['staleAfterHours', 'maxLagHours'] as const) {
    if (settings[field] !== undefined) within(field, 1, 8760);
  }
  oneOf('layout', ['zorder', 'liquid']);
  for (const email of settings.failureEmails) {
    check(EMAIL.test(email), 'failureEmails', 'hold e-mail addresses', email);
  }
  for (const id of settings.failureWebhooks) {
    check(UUID.test(id), 'failureWebhooks', 'hold ids of notification destinations', id);
  }
  if (settings.clockSkewMinutes !== undefined) within('clockSkewMinutes', 0, 1440);
  if (settings.requestsPerSecond !== undefined) within('requestsPerSecond', 1, 10000);
  if (settings.monthlyBudgetUsd !== undefined) within('monthlyBudgetUsd', 1, 10_000_000);
  if (settings.reviewPolicies !== undefined) {
    matches('reviewPolicies', /\S/, 'be a folder');
  }
  if (settings.workspaceHost !== undefined) {
    matches('workspaceHost', /^https?:\/\/[^/\s]+\/?$/, 'be the URL of a workspace');
  }

  for (const [feed, mode] of Object.entries(settings.schemaEvolution ?? {})) {
    const feeds = FEEDS.map((f) => f.name);
    check(feeds.includes(feed), 'schemaEvolution', `name feeds (${feeds.join(', ')})`, feed);
    check(
      SCHEMA_EVOLUTIONS.includes(mode),
      `schemaEvolution.${feed}`,
      `be one of ${SCHEMA_EVOLUTIONS.join(', ')}`,
      mode,
    );
  }
  problems.push(
    ...workspaceProblems(settings),
    ...existingCatalogProblems(settings),
    ...cloudProblems(settings),
    ...identityProblems(settings),
    ...governanceProblems(settings),
    ...ingestionProblems(settings),
    ...triggerProblems('ingestTrigger', settings.ingestTrigger, INGEST_TRIGGERS),
    ...fileArrivalProblems(settings),
    ...fileDiscoveryProblems(settings),
    ...UPKEEP.flatMap((field) => {
      const trigger = settings[field];
      return trigger === undefined ? [] : triggerProblems(field, trigger, UPKEEP_TRIGGERS);
    }),
    ...maintenanceProblems(settings),
    ...scoreDropProblems(settings),
    ...dealOutcomeProblems(settings),
    ...retentionProblems(settings),
    ...servingProblems(settings),
    ...stateProblems(settings.backend),
    ...templateProblems(settings),
  );
  return problems;
}

/** Returns the settings, or throws one error that lists every problem. */
export function validateSettings(settings: LakehouseSettings): LakehouseSettings {
  const problems = problemsOf(settings);
  if (problems.length > 0) {
    throw new Error(`settings of ${show(settings.environment)}: ${problems.join('; ')}`);
  }
  return settings;
}
