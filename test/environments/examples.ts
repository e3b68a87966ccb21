/** Environments of every cloud, as `npx lakehouse init` would have them. */
import { prod } from '../../environments/prod';
import type { LakehouseSettings } from '../../environments/settings';

const anywhere: LakehouseSettings = {
  ...prod,
  managedLocation: undefined,
  landingLocation: undefined,
  landingCredential: undefined,
  landingFileEvents: undefined,
};

/** AWS, its storage declared down to the buckets. */
export const declaredOnAws: LakehouseSettings = {
  ...anywhere,
  environment: 'aws-declared',
  awsStorage: { accountId: '123456789012', region: 'eu-central-1', namePrefix: 'lakehouse-prod' },
};

/** AWS, with a role and a queue that are there. */
export const referencedOnAws: LakehouseSettings = {
  ...anywhere,
  environment: 'aws-referenced',
  managedLocation: 's3://lakehouse-managed/tables',
  landingLocation: 's3://lakehouse-landing/calls',
  landingCredential: {
    kind: 'awsIamRole',
    roleArn: 'arn:aws:iam::123456789012:role/lakehouse-landing',
  },
  landingFileEvents: {
    kind: 'providedSqs',
    queueUrl: 'https://sqs.eu-central-1.amazonaws.com/123456789012/lakehouse',
  },
};

const accessConnectorId =
  '/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/lakehouse/providers/Microsoft.Databricks/accessConnectors/lakehouse';

export const onAzure: LakehouseSettings = {
  ...anywhere,
  environment: 'azure',
  cloud: 'azure',
  backend: {
    kind: 'azurerm',
    resourceGroup: 'lakehouse',
    storageAccount: 'lakehousestate',
    container: 'terraform',
    key: 'prod.tfstate',
  },
  nodeType: 'Standard_D4ds_v5',
  managedLocation: 'abfss://tables@lakehouse.dfs.core.windows.net/',
  managedCredential: { kind: 'azureManagedIdentity', accessConnectorId },
  landingLocation: 'abfss://landing@lakehouse.dfs.core.windows.net/calls',
  landingCredential: { kind: 'azureManagedIdentity', accessConnectorId },
  landingFileEvents: {
    kind: 'managedAqs',
    resourceGroup: 'lakehouse',
    subscriptionId: '11111111-2222-4333-8444-555555555555',
  },
};

export const onGcp: LakehouseSettings = {
  ...anywhere,
  environment: 'gcp',
  cloud: 'gcp',
  backend: { kind: 'gcs', bucket: 'lakehouse-terraform-state', prefix: 'prod' },
  nodeType: 'n2-standard-4',
  managedLocation: 'gs://lakehouse-tables/prod',
  managedCredential: { kind: 'databricksGcpServiceAccount' },
  landingLocation: 'gs://lakehouse-landing/calls',
  landingCredential: { kind: 'databricksGcpServiceAccount' },
  landingFileEvents: { kind: 'managedPubsub' },
};

/** The same environment with serverless jobs, and with nothing of its clusters. */
export function serverlessOf(settings: LakehouseSettings): LakehouseSettings {
  return {
    ...settings,
    sparkVersion: undefined,
    nodeType: undefined,
    workers: undefined,
    environment: `${settings.environment}-serverless`,
    jobCompute: 'serverless',
    serverlessUsagePolicyId: '11111111-2222-4333-8444-555555555555',
  };
}
