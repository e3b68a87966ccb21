import type { LakehouseSettings } from './settings';
import { existingStorage, onAws } from './shared/aws';

/** Production. */
export const prod: LakehouseSettings = {
  ...onAws('prod'),
  ...existingStorage('prod'),
  jobsPrincipalId: '00000000-0000-4000-8000-0000000000f0',
  warehouseSize: 'Small',
  warehouseAutoStopMinutes: 10,
  warehouseMaxClusters: 3,
  nodeType: 'm6gd.2xlarge',
  workers: 2,
  ingestTrigger: { kind: 'fileArrival', minSecondsBetweenRuns: 120 },
  taskRetries: 3,
  taskTimeoutMinutes: 120,
  failureEmails: ['lakehouse-alerts@example.com'],
  monthlyBudgetUsd: 5000,
};
