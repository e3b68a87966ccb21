import type { LakehouseSettings } from '../settings';

const REGION = 'eu-central-1';

/** Settings that the environments on AWS share. */
const SHARED = {
  cloud: 'aws',
  region: REGION,
  workspaceRoot: '/lakehouse',
  protectData: true,
  // Unity Catalog grants to account-level identities only, which a workspace cannot create
  identities: 'referenced',
  ownersGroup: 'lakehouse-owners',
  dataEngineersGroup: 'data-engineers',
  analystsGroup: 'analysts',
  reviewersGroup: 'reviewers',
  piiReadersGroup: 'pii-readers',
  warehouseType: 'serverless',
  warehouseMaxClusters: 1,
  sparkVersion: '17.3.x-scala2.13',
  taskRetryIntervalSeconds: 60,
  taskTimeoutMinutes: 60,
  slowRunMinutes: 60,
  failureEmails: [],
  failureWebhooks: [],
  layout: 'zorder',
  logRetentionDays: 30,
} as const satisfies Partial<LakehouseSettings>;

/** Storage that exists: `s3://lakehouse-<environment>-managed` and `-landing`, with file events. */
export function existingStorage(environment: string) {
  return {
    managedLocation: `s3://lakehouse-${environment}-managed/tables`,
    landingLocation: `s3://lakehouse-${environment}-landing/calls`,
    landingCredential: `lakehouse_landing_${environment}`,
    landingFileEvents: { kind: 'managedSqs' },
  } as const satisfies Partial<LakehouseSettings>;
}

/** The base of an environment on AWS: shared settings, and names that contain its own. */
export function onAws(environment: string) {
  return {
    ...SHARED,
    environment,
    backend: {
      kind: 's3',
      bucket: 'lakehouse-terraform-state',
      key: `${environment}/lakehouse.tfstate`,
      region: REGION,
    },
    catalog: `lakehouse_${environment}`,
    jobsPrincipalName: `lakehouse-jobs-${environment}`,
    tags: { project: 'lakehouse', environment },
  } as const satisfies Partial<LakehouseSettings>;
}
