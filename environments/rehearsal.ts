import { join, resolve } from 'node:path';

import { DEFAULT_CATALOG } from '../local/api/core/cluster/catalog';
import { local } from './local';
import type { LakehouseSettings } from './settings';

/** The settings in which environments differ on a laptop as they do in the cloud. */
const KEPT = [
  'environment',
  'protectData',
  'warehouseSize',
  'warehouseAutoStopMinutes',
  'warehouseMaxClusters',
  'jobCompute',
  'ingestTrigger',
  'taskRetries',
  'taskRetryIntervalSeconds',
  'taskTimeoutMinutes',
  'slowRunMinutes',
  'failureEmails',
  'failureWebhooks',
  'schemaEvolution',
  'governanceTrigger',
  'monitoringTrigger',
  'maintenanceTrigger',
  'maintenance',
  'scoreDrop',
  'transcriptRetentionDays',
  'retentionTrigger',
  'layout',
  'logRetentionDays',
  'tags',
] as const satisfies readonly (keyof LakehouseSettings)[];

/**
 * An environment as it can be tried on this machine: with its own triggers, limits and protection,
 * in a local workspace and with a separate state.
 * @param folder has the workspace of each environment, by the environment's name
 */
export function rehearsed(settings: LakehouseSettings, folder: string): LakehouseSettings {
  const { environment } = settings;
  const home = resolve(folder, environment);
  const kept = Object.fromEntries(
    KEPT.filter((name) => settings[name] !== undefined).map((name) => [name, settings[name]]),
  );
  const laptop = local({ home });
  return {
    ...laptop,
    ...kept,
    // a workspace that has a catalog keeps its name
    catalog: laptop.catalog === DEFAULT_CATALOG ? settings.catalog : laptop.catalog,
    backend: { kind: 'local', path: join(home, 'terraform', `lakehouse-${environment}.tfstate`) },
  };
}
