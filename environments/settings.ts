import type { SchemaEvolution } from '../contracts';

/** Where the lakehouse runs. */
export type Cloud = 'local' | 'aws' | 'azure' | 'gcp';

/**
 * How the large silver tables are clustered: by OPTIMIZE ZORDER, or liquid (CLUSTER BY). From
 * `liquid` there is no way back by terraform: the provider can set cluster keys, not remove them.
 */
export type Layout = 'zorder' | 'liquid';

/** What starts the ingest job. */
export type IngestTrigger =
  /** New files in the landing volume do. */
  | { readonly kind: 'fileArrival'; readonly minSecondsBetweenRuns: number }
  /** It always runs; Databricks allows no task dependencies and no retry policy then. */
  | { readonly kind: 'continuous' }
  | { readonly kind: 'schedule'; readonly quartzCron: string; readonly timezone: string }
  /** Only whoever calls it. */
  | { readonly kind: 'manual' };

/** Where terraform keeps the state. */
export type Backend =
  | { readonly kind: 'local'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string; readonly region: string }
  | {
      readonly kind: 'azurerm';
      readonly resourceGroup: string;
      readonly storageAccount: string;
      readonly container: string;
      readonly key: string;
    }
  | { readonly kind: 'gcs'; readonly bucket: string; readonly prefix: string };

/**
 * Everything in which one environment differs from another. No secret has a place here: the
 * provider signs in through its usual environment variables or through a profile.
 */
export interface LakehouseSettings {
  /** Names the stack: `lakehouse-<environment>`. No construct asks for it. */
  readonly environment: string;
  readonly cloud: Cloud;
  readonly backend: Backend;

  /** @default - what DATABRICKS_HOST or the profile says */
  readonly workspaceHost?: string;
  /** @default - what DATABRICKS_CONFIG_PROFILE says */
  readonly workspaceProfile?: string;
  /** @default - what DATABRICKS_CONFIG_FILE says, else `~/.databrickscfg` */
  readonly workspaceConfigFile?: string;
  /** @default - the provider's own limit, 15 requests a second */
  readonly requestsPerSecond?: number;

  /** The Unity Catalog catalog that holds the lakehouse. */
  readonly catalog: string;
  /** The workspace folder that notebooks and SQL files are deployed to. */
  readonly workspaceRoot: string;
  /** @default - the metastore's own location holds the managed tables */
  readonly managedLocation?: string;
  /** @default - the landing volume is a managed one */
  readonly landingLocation?: string;
  /**
   * The storage credential that reaches `landingLocation`.
   * @default - none, as a managed landing volume needs none
   */
  readonly landingCredential?: string;
  /** Data-bearing resources cannot be destroyed. */
  readonly protectData: boolean;

  /** Whether groups and service principal are made here, or owned by an identity provider. */
  readonly identities: 'declared' | 'referenced';
  readonly dataEngineersGroup: string;
  readonly analystsGroup: string;
  /** The display name of the service principal that jobs run as. */
  readonly jobsPrincipalName: string;
  /**
   * The application id of that principal.
   * @default - the one it gets when it is declared
   */
  readonly jobsPrincipalId?: string;

  readonly warehouseSize: string;
  readonly warehouseType: 'serverless' | 'pro';
  readonly warehouseAutoStopMinutes: number;
  readonly warehouseMaxClusters: number;

  /** The Databricks runtime of job clusters. */
  readonly sparkVersion: string;
  readonly nodeType: string;
  /** 0 makes a single-node cluster. */
  readonly workers: number;

  readonly ingestTrigger: IngestTrigger;
  /** How often a failed task is tried again. */
  readonly taskRetries: number;
  readonly taskRetryIntervalSeconds: number;
  readonly taskTimeoutMinutes: number;
  /** A run that takes longer is reported to whom failures are reported to. */
  readonly slowRunMinutes: number;
  /** Who is told by e-mail when a run fails. */
  readonly failureEmails: readonly string[];
  /** The notification destinations (by id) that are told when a run fails. */
  readonly failureWebhooks: readonly string[];
  /**
   * What each feed does with undeclared fields.
   * @default - what the feed's contract says
   */
  readonly schemaEvolution?: Readonly<Record<string, SchemaEvolution>>;

  readonly layout: Layout;
  /** How long Delta keeps log and removed files, which bounds time travel and restore. */
  readonly logRetentionDays: number;

  /** Tags on whatever costs money. */
  readonly tags: Readonly<Record<string, string>>;
}
