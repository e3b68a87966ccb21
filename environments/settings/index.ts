/** The settings of an environment: one file per topic. No secret has a place here. */
import { CATALOG, type CatalogSettings } from './catalog';
import { COMPUTE, type ComputeSettings } from './compute';
import { ENVIRONMENT, type EnvironmentSettings } from './environment';
import { GOVERNANCE, type GovernanceSettings } from './governance';
import { IDENTITIES, type IdentitySettings } from './identities';
import { INGESTION, type IngestionSettings } from './ingestion';
import { JOBS, type JobSettings } from './jobs';
import { MAINTENANCE, type MaintenanceSettings } from './maintenance';
import { MODEL, type ModelSettings } from './model';
import { MONITORING, type MonitoringSettings } from './monitoring';
import { show } from './problems';
import { RETENTION, type RetentionSettings } from './retention';
import { STATE, type StateSettings } from './state';
import { STORAGE, type StorageSettings } from './storage';
import { templateProblems } from './templates';
import { WORKSPACE, type WorkspaceSettings } from './workspace';

export type { Cloud } from './environment';
export type { PersonalDataProtection, SystemSchemaName } from './governance';
export type { FileDiscovery } from './ingestion';
export type { Layout, MaintenanceFileSettings } from './maintenance';
export type { DealOutcomeSettings } from './model';
export type { ScoreDropSettings } from './monitoring';
export type { Backend } from './state';
export type { AwsStorage, FileEventQueue, StorageIdentity } from './storage';
export type {
  IngestTrigger,
  ManualTrigger,
  ResolvedIngestTrigger,
  ScheduleTrigger,
} from './triggers';

/**
 * All settings in which environments differ. The provider signs in through its usual environment
 * variables or through a profile.
 */
export interface LakehouseSettings
  extends
    EnvironmentSettings,
    StateSettings,
    WorkspaceSettings,
    CatalogSettings,
    StorageSettings,
    IdentitySettings,
    ComputeSettings,
    JobSettings,
    IngestionSettings,
    GovernanceSettings,
    MonitoringSettings,
    MaintenanceSettings,
    ModelSettings,
    RetentionSettings {}

/** The topics, in the order of the reference. */
const TOPICS = [
  ENVIRONMENT,
  STATE,
  WORKSPACE,
  CATALOG,
  STORAGE,
  IDENTITIES,
  COMPUTE,
  JOBS,
  INGESTION,
  GOVERNANCE,
  MONITORING,
  MAINTENANCE,
  MODEL,
  RETENTION,
] as const;

/** Settings of earlier versions, and what replaces them. */
const REPLACED: Readonly<Record<string, string>> = {
  tableMasks:
    'replaced by `personalDataProtection`: remove it, and set `personalDataProtection` to policies to mask tables',
};

/** The names of all settings. A topic that is missing in `TOPICS` is a compile error. */
const NAMES: Readonly<Record<keyof LakehouseSettings, true>> = {
  ...ENVIRONMENT.names,
  ...STATE.names,
  ...WORKSPACE.names,
  ...CATALOG.names,
  ...STORAGE.names,
  ...IDENTITIES.names,
  ...COMPUTE.names,
  ...JOBS.names,
  ...INGESTION.names,
  ...GOVERNANCE.names,
  ...MONITORING.names,
  ...MAINTENANCE.names,
  ...MODEL.names,
  ...RETENTION.names,
};

type UnionToIntersection<U> = (U extends unknown ? (u: U) => void : never) extends (
  i: infer I,
) => void
  ? I
  : never;

/** The settings with every default applied: all that the stack reads. */
export type ResolvedSettings = LakehouseSettings &
  UnionToIntersection<ReturnType<(typeof TOPICS)[number]['resolve']>>;

/** Applies every default. The only place that does; constructs have none for a setting. */
export function resolveSettings(settings: LakehouseSettings): ResolvedSettings {
  const defaults = TOPICS.map((topic) => topic.resolve(settings));
  return Object.assign({}, settings, ...defaults) as ResolvedSettings;
}

/** Returns all problems of the settings; each has the setting, the rule and the value. */
export function problemsOf(settings: LakehouseSettings): string[] {
  const unknown = Object.keys(settings).filter((name) => !Object.hasOwn(NAMES, name));
  return [
    ...unknown.map((name) => `\`${name}\` is ${REPLACED[name] ?? 'not a setting'}`),
    ...TOPICS.flatMap((topic) => topic.problems(settings)),
    ...templateProblems(settings),
  ];
}

/** Returns the settings, or throws one error that lists every problem. */
export function validateSettings(settings: LakehouseSettings): LakehouseSettings {
  const problems = problemsOf(settings);
  if (problems.length > 0) {
    throw new Error(`settings of ${show(settings.environment)}: ${problems.join('; ')}`);
  }
  return settings;
}
