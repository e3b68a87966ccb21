import type { LakehouseSettings } from './settings';

/** Where engineers try changes: small, cheap, and run by hand. */
export const dev: LakehouseSettings = {
  environment: 'dev',
  cloud: 'aws',
  backend: {
    kind: 's3',
    bucket: 'lakehouse-terraform-state',
    key: 'dev/lakehouse.tfstate',
    region: 'eu-central-1',
  },
  catalog: 'lakehouse_dev',
  workspaceRoot: '/lakehouse',
  protectData: true,
  // Unity Catalog grants to account-level identities only, which a workspace cannot make
  identities: 'referenced',
  dataEngineersGroup: 'data-engineers',
  analystsGroup: 'analysts',
  reviewersGroup: 'reviewers',
  piiReadersGroup: 'pii-readers',
  jobsPrincipalName: 'lakehouse-jobs-dev',
  jobsPrincipalId: '00000000-0000-4000-8000-0000000000d0',
  warehouseSize: '2X-Small',
  warehouseType: 'serverless',
  warehouseAutoStopMinutes: 5,
  warehouseMaxClusters: 1,
  sparkVersion: '17.3.x-scala2.13',
  nodeType: 'm6gd.large',
  workers: 0,
  ingestTrigger: { kind: 'manual' },
  taskRetries: 1,
  taskRetryIntervalSeconds: 30,
  taskTimeoutMinutes: 60,
  slowRunMinutes: 60,
  failureEmails: [],
  failureWebhooks: [],
  // the metastore is shared with prod, whose deployment enables them
  systemSchemas: [],
  layout: 'zorder',
  logRetentionDays: 30,
  monthlyBudgetUsd: 500,
  tags: { project: 'lakehouse', environment: 'dev' },
};
