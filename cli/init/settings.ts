/** The settings of an environment that the answers describe. */
import { join } from 'node:path';

import { PROJECT } from '../../client/home';
import type { Backend, Cloud, LakehouseSettings } from '../../environments/settings';
import type { StorageIdentity } from '../../environments/settings';
import { type Answers, answerTo } from './questions';

/** Values for a first environment; the file says so, and is edited later. */
const TO_BEGIN_WITH = {
  workspaceRoot: '/lakehouse',
  protectData: true,
  identities: 'referenced',
  warehouseSize: '2X-Small',
  warehouseType: 'serverless',
  warehouseAutoStopMinutes: 10,
  warehouseMaxClusters: 1,
  taskRetries: 1,
  taskRetryIntervalSeconds: 60,
  taskTimeoutMinutes: 60,
  slowRunMinutes: 60,
  failureWebhooks: [],
  systemSchemas: [],
  layout: 'zorder',
  logRetentionDays: 30,
} as const satisfies Partial<LakehouseSettings>;

const CLUSTERS = {
  sparkVersion: '17.3.x-scala2.13',
  workers: 0,
} as const satisfies Partial<LakehouseSettings>;

/**
 * The Free Edition: serverless compute, default storage, no account console (Databricks documentation,
 * "Databricks Free Edition limitations").
 */
const FREE = {
  existingCatalog: true,
  jobCompute: 'serverless',
  predictionMonitor: false,
  servingInferenceTable: false,
} as const satisfies Partial<LakehouseSettings>;

/** Features that an environment of the Free Edition does without, each with the reason. */
export const LEFT_OUT_OF_FREE = [
  'job clusters and their policy: the workspace has serverless compute only',
  'the catalog: it exists, with default storage, and no external location is declared',
  'groups and service principal: an admin of the workspace creates them',
  'runs when files arrive: a managed volume has no file events, so start `ingest` manually or on a schedule',
  'system schemas: a metastore admin enables them',
  'the prediction monitor and the inference table of the endpoint: they compute outside the quota of jobs',
] as const;

/** @param answers sound ones: to every question that was to be asked */
export function settingsOf(answers: Answers): LakehouseSettings {
  const answer = (key: string): string => answerTo(answers, key);
  const isFree = answers.edition === 'free';
  // the Free Edition is hosted on AWS
  const cloud = isFree ? 'aws' : (answers.cloud as Cloud);
  const storage = storageOf(answers);
  return {
    environment: answer('name'),
    cloud,
    backend: backendOf(answers),
    ...(answers.host && { workspaceHost: answers.host }),
    ...(answers.profile && { workspaceProfile: answers.profile }),
    catalog: answer('catalog'),
    ...storage,
    ownersGroup: answer('ownersGroup'),
    dataEngineersGroup: answer('dataEngineersGroup'),
    analystsGroup: answer('analystsGroup'),
    reviewersGroup: answer('reviewersGroup'),
    piiReadersGroup: answer('piiReadersGroup'),
    jobsPrincipalName: answer('jobsPrincipalName'),
    jobsPrincipalId: answers.jobsPrincipalId,
    ...TO_BEGIN_WITH,
    ...(isFree && FREE),
    ...(answers.jobCompute === 'serverless' && { jobCompute: 'serverless' }),
    ...(answers.jobCompute === 'cluster' && { ...CLUSTERS, nodeType: answer('nodeType') }),
    // without file events, as in a managed volume, the arrival of files starts no job
    ingestTrigger:
      storage.awsStorage === undefined && storage.landingFileEvents === undefined
        ? { kind: 'manual' }
        : { kind: 'fileArrival', minSecondsBetweenRuns: 300 },
    failureEmails: answers.failureEmail ? [answers.failureEmail] : [],
    tags: { project: 'lakehouse', environment: answer('name') },
  };
}

function backendOf(answers: Answers): Backend {
  const answer = (key: string): string => answerTo(answers, key);
  const name = answer('name');
  const key = `${name}/lakehouse.tfstate`;
  if (answers.edition === 'free') {
    return { kind: 'local', path: join(PROJECT, '.terraform-state', `lakehouse-${name}.tfstate`) };
  }
  switch (answers.cloud) {
    case 'azure':
      return {
        kind: 'azurerm',
        resourceGroup: answer('stateResourceGroup'),
        storageAccount: answer('stateBucket'),
        container: answer('stateContainer'),
        key,
      };
    case 'gcp':
      return { kind: 'gcs', bucket: answer('stateBucket'), prefix: `${name}/lakehouse` };
    default:
      return { kind: 's3', bucket: answer('stateBucket'), key, region: answer('stateRegion') };
  }
}

function storageOf(answers: Answers): Partial<LakehouseSettings> {
  const { storage, managedLocation, landingLocation } = answers;
  if (storage === undefined || storage === 'managed') return {};
  if (storage === 'declared') {
    return {
      awsStorage: {
        accountId: answerTo(answers, 'awsAccount'),
        region: answerTo(answers, 'awsRegion'),
        namePrefix: answerTo(answers, 'prefix'),
      },
    };
  }
  const credential = credentialOf(answers);
  return {
    managedLocation,
    // with a name, an external location over the tables' location is there as well
    ...(typeof credential !== 'string' && { managedCredential: credential }),
    landingLocation,
    landingCredential: credential,
    ...fileEventsOf(answers),
  };
}

/** File events that Databricks manages, where the answers name all that they need. */
function fileEventsOf({ cloud, identity = '' }: Answers): Partial<LakehouseSettings> {
  if (cloud === 'aws') return { landingFileEvents: { kind: 'managedSqs' } };
  if (cloud === 'gcp') return { landingFileEvents: { kind: 'managedPubsub' } };
  const [, subscriptionId, resourceGroup] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\//i.exec(identity) ?? [];
  return subscriptionId === undefined || resourceGroup === undefined
    ? {}
    : { landingFileEvents: { kind: 'managedAqs', subscriptionId, resourceGroup } };
}

function credentialOf(answers: Answers): string | StorageIdentity {
  if (answers.cloud === 'gcp') return { kind: 'databricksGcpServiceAccount' };
  const identity = answerTo(answers, 'identity');
  if (identity.startsWith('arn:')) return { kind: 'awsIamRole', roleArn: identity };
  if (identity.startsWith('/subscriptions/')) {
    return { kind: 'azureManagedIdentity', accessConnectorId: identity };
  }
  return identity;
}
