import { join, resolve } from 'node:path';

import { catalogOf } from '../local/api/core/catalog-names';
import { Home } from '../local/api/core/home';
import type { LakehouseSettings } from './settings';

export interface LocalOptions {
  /**
   * The folder of the local workspace.
   * @default - `.lakehouse` in the project
   */
  readonly home?: string;
  /**
   * Settings to try in place of the ones below.
   * @default - none
   */
  readonly overrides?: Partial<LakehouseSettings>;
}

/** A laptop: the workspace on 127.0.0.1 that `npx lakehouse up` starts. */
export function local(options: LocalOptions = {}): LakehouseSettings {
  const home = resolve(options.home ?? join(__dirname, '..', '.lakehouse'));
  return {
    environment: 'local',
    cloud: 'local',
    // with the workspace it describes, so that the two go together
    backend: { kind: 'local', path: join(home, 'terraform', 'lakehouse-local.tfstate') },
    workspaceProfile: 'lakehouse-local',
    workspaceConfigFile: join(home, 'databrickscfg'),
    requestsPerSecond: 1000,
    catalog: catalogOf(new Home(home)),
    workspaceRoot: '/lakehouse',
    protectData: false,
    identities: 'declared',
    ownersGroup: 'lakehouse-owners',
    dataEngineersGroup: 'data-engineers',
    analystsGroup: 'analysts',
    reviewersGroup: 'reviewers',
    piiReadersGroup: 'pii-readers',
    members: {
      'data-engineers': ['engineer@example.com'],
      analysts: ['analyst@example.com'],
      reviewers: ['reviewer@example.com'],
      'pii-readers': ['pii@example.com'],
    },
    jobsPrincipalName: 'lakehouse-jobs',
    warehouseSize: '2X-Small',
    warehouseType: 'serverless',
    warehouseAutoStopMinutes: 10,
    warehouseMaxClusters: 1,
    sparkVersion: '17.3.x-scala2.13',
    nodeType: 'local',
    workers: 0,
    ingestTrigger: { kind: 'manual' },
    taskRetries: 1,
    taskRetryIntervalSeconds: 2,
    taskTimeoutMinutes: 60,
    slowRunMinutes: 30,
    failureEmails: [],
    failureWebhooks: [],
    governanceTrigger: { kind: 'manual' },
    monitoringTrigger: { kind: 'manual' },
    maintenanceTrigger: { kind: 'manual' },
    trainingTrigger: { kind: 'manual' },
    predictionTrigger: { kind: 'manual' },
    retentionTrigger: { kind: 'manual' },
    // open-source Spark has no ANALYZE of tables of Delta Lake
    tableStatistics: false,
    // the workspace on 127.0.0.1 keeps no requests to models
    servingInferenceTable: false,
    // nor does it monitor tables by itself
    predictionMonitor: false,
    layout: 'zorder',
    logRetentionDays: 30,
    tags: { project: 'lakehouse', environment: 'local' },
    ...options.overrides,
  };
}
