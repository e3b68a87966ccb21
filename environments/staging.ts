import type { LakehouseSettings } from './settings';
import { existingStorage, onAws } from './shared/aws';

/** Staging: the storage, trigger and layout of production, with less data. */
export const staging: LakehouseSettings = {
  ...onAws('staging'),
  ...existingStorage('staging'),
  jobsPrincipalId: '00000000-0000-4000-8000-0000000000e0',
  warehouseSize: 'X-Small',
  warehouseAutoStopMinutes: 10,
  nodeType: 'm6gd.xlarge',
  workers: 1,
  ingestTrigger: { kind: 'fileArrival', minSecondsBetweenRuns: 300 },
  taskRetries: 2,
  // the metastore is shared with prod, whose deployment enables them
  systemSchemas: [],
  monthlyBudgetUsd: 1000,
};
