import type { LakehouseSettings } from './settings';
import { onAws } from './shared/aws';

/** Development: small and low-cost. Its jobs start on request only. */
export const dev: LakehouseSettings = {
  ...onAws('dev'),
  jobsPrincipalId: '00000000-0000-4000-8000-0000000000d0',
  warehouseSize: '2X-Small',
  warehouseAutoStopMinutes: 5,
  nodeType: 'm6gd.large',
  workers: 0,
  ingestTrigger: { kind: 'manual' },
  taskRetries: 1,
  taskRetryIntervalSeconds: 30,
  // the metastore is shared with prod, whose deployment enables them
  systemSchemas: [],
  monthlyBudgetUsd: 500,
};
