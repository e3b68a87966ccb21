/** The settings of an environment that the answers describe. */
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
  sparkVersion: '17.3.x-scala2.13',
  workers: 0,
  taskRetries: 1,
  taskRetryIntervalSeconds: 60,
  taskTimeoutMinutes: 60,
  slowRunMinutes: 60,
  failureWebhooks: [],
  systemSchemas: [],
  layout: 'zorder',
  logRetentionDays: 30,
} as const satisfies Partial<LakehouseSettings>;

/** @param answers sound ones: to every question that was to be asked */
export function settingsOf(answers: Answers): LakehouseSettings {
  const answer = (key: string): string => answerTo(answers, key);
  const cloud = answers.cloud as Cloud;
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
    nodeType: answer('nodeType'),
    ...TO_BEGIN_WITH,
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
  if (storage === 'managed') return {};
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
