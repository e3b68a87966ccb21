import type { SchemaEvolution } from '../contracts';
import type { DealOutcomeSettings } from './deal-outcome-settings';
import type { MaintenanceSettings } from './maintenance-settings';
import type { ScoreDropSettings } from './score-drop-settings';
import type { AwsStorage, FileEventQueue, StorageIdentity } from './storage-settings';

/** Where the lakehouse runs. */
export type Cloud = 'local' | 'aws' | 'azure' | 'gcp';

/**
 * How the large silver tables are clustered, by the maintenance job: by OPTIMIZE ZORDER BY, or
 * liquid (CLUSTER BY). It changes tables from `zorder` to `liquid`; a table that was liquid stays
 * so, because Delta Lake refuses it ZORDER BY from then on.
 */
export type Layout = 'zorder' | 'liquid';

/** A job starts by the clock. */
export interface ScheduleTrigger {
  readonly kind: 'schedule';
  readonly quartzCron: string;
  readonly timezone: string;
}

/** Only whoever calls it starts a job. */
export interface ManualTrigger {
  readonly kind: 'manual';
}

/** What starts the ingest job. */
export type IngestTrigger =
  /** New files in the landing volume do; its location must have file events. */
  | { readonly kind: 'fileArrival'; readonly minSecondsBetweenRuns: number }
  /** It always runs; Databricks allows no task dependencies and no retry policy then. */
  | {
      readonly kind: 'continuous';
      /**
       * How often each stream looks for news.
       * @default 10
       */
      readonly secondsBetweenBatches?: number;
    }
  | ScheduleTrigger
  | ManualTrigger;

/**
 * How new files in the landing volume are found: by listing its folders, by the file events that
 * Unity Catalog manages for its external location, or by notifications that each stream sets up in
 * the cloud with the rights of its cluster.
 */
export const FILE_DISCOVERIES = ['listing', 'fileEvents', 'notifications'] as const;
export type FileDiscovery = (typeof FILE_DISCOVERIES)[number];

/**
 * The system schemas that record who did what, and what ran. `billing` is not among them: every
 * metastore has it enabled, and it should not be declared (provider documentation, system_schema).
 */
export const SYSTEM_SCHEMAS = ['access', 'compute', 'lakeflow', 'query'] as const;
export type SystemSchemaName = (typeof SYSTEM_SCHEMAS)[number];

/** Where terraform keeps the state: a place for each environment, encrypted, locked while it is written. */
export type Backend =
  | { readonly kind: 'local'; readonly path: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly key: string;
      readonly region: string;
      /** @default - the bucket's own encryption: at least SSE-S3 */
      readonly kmsKeyArn?: string;
    }
  | {
      /** Signs in by Entra ID; a storage account always encrypts. */
      readonly kind: 'azurerm';
      readonly resourceGroup: string;
      readonly storageAccount: string;
      readonly container: string;
      readonly key: string;
    }
  | {
      readonly kind: 'gcs';
      readonly bucket: string;
      readonly prefix: string;
      /** @default - the bucket's own encryption */
      readonly kmsKeyName?: string;
    };

/**
 * Everything in which one environment differs from another. No secret has a place here: the
 * provider signs in through its usual environment variables or through a profile.
 */
export interface LakehouseSettings {
  /** Names the stack: `lakehouse-<environment>`. No construct asks for it. */
  readonly environment: string;
  readonly cloud: Cloud;
  /**
   * The cloud region of the workspace, which list prices depend on.
   * @default - the region of `awsStorage`; without both, the cost report has no prices
   */
  readonly region?: string;
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
  /**
   * The catalog exists and is declared elsewhere, as one that was created with default storage. The
   * stack then declares what is in it, and grants on it beside the grants of others.
   * @default false
   */
  readonly existingCatalog?: boolean;
  /**
   * The workspaces (by id) that see the catalog beside the one that is deployed to. No other does.
   * @default - none
   */
  readonly workspaceIds?: readonly number[];
  /**
   * The workspace folder that notebooks and SQL files are deployed to. It is outside `/Shared`,
   * `/Users` and `/Repos`: objects there inherit permissions that let users change them.
   */
  readonly workspaceRoot: string;
  /**
   * The AWS storage to declare here, in place of the locations and credentials below.
   * @default - none is declared: what the settings below name is there
   */
  readonly awsStorage?: AwsStorage;
  /** @default - the metastore's own location holds the managed tables */
  readonly managedLocation?: string;
  /**
   * The storage credential (its name, or the identity to declare one of) of an external location
   * to declare over `managedLocation`.
   * @default - an external location over it is there
   */
  readonly managedCredential?: string | StorageIdentity;
  /** @default - the landing volume is a managed one */
  readonly landingLocation?: string;
  /**
   * The storage credential that reaches `landingLocation`: its name, or the identity to declare
   * one of.
   * @default - none, as a managed landing volume needs none
   */
  readonly landingCredential?: string | StorageIdentity;
  /**
   * The queue from which Databricks learns of files in `landingLocation`.
   * @default - none: files are found by listing
   */
  readonly landingFileEvents?: FileEventQueue;
  /** Data-bearing resources cannot be destroyed. */
  readonly protectData: boolean;

  /** Whether groups and service principal are made here, or owned by an identity provider. */
  readonly identities: 'declared' | 'referenced';
  /**
   * The group that owns the catalog, schemas, volumes, tables, credentials and external locations.
   * The deploying principal must be a member: it changes what the group owns. Where identities are
   * declared, the stack adds it.
   */
  readonly ownersGroup: string;
  readonly dataEngineersGroup: string;
  readonly analystsGroup: string;
  /** Sees the calls of every rep. */
  readonly reviewersGroup: string;
  /** Reads names, addresses and transcripts unmasked, of the calls that its members see. */
  readonly piiReadersGroup: string;
  /**
   * Who may read the secured views of calls, which show each principal the own ones. Reps,
   * managers, reviewers and PII readers have to be in it.
   * @default - everyone: the built-in group `account users`
   */
  readonly callReadersGroup?: string;
  /**
   * The user names of groups' members, by group; users are declared as well. Only where
   * identities are declared.
   * @default - whoever manages the groups adds members
   */
  readonly members?: Readonly<Record<string, readonly string[]>>;
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

  /** The Databricks runtime of job clusters: 17.3 or later (environments/runtime.ts). */
  readonly sparkVersion: string;
  readonly nodeType: string;
  /** 0 makes a single-node cluster. */
  readonly workers: number;

  readonly ingestTrigger: IngestTrigger;
  /**
   * How new files are found; other ways than `listing` need a landing volume in storage of ours.
   * @default 'listing'
   */
  readonly fileDiscovery?: FileDiscovery;
  /**
   * What brings documents from landing to gold: the tasks of a job, which write tables that the
   * stack declares, or a declarative pipeline, which makes tables of its own. To be chosen before
   * the first deployment: what holds data by then is not handed over.
   * @default job
   */
  readonly ingestion?: 'job' | 'pipeline';
  /**
   * What the pipeline computes on; only where `ingestion` is pipeline.
   * @default serverless
   */
  readonly pipelineCompute?: 'serverless' | 'cluster';
  /** How often a failed task is tried again. */
  readonly taskRetries: number;
  readonly taskRetryIntervalSeconds: number;
  readonly taskTimeoutMinutes: number;
  /** A run that takes longer is reported to whom failures are reported to. */
  readonly slowRunMinutes: number;
  /** Who is told by e-mail when a run fails, and of alerts. */
  readonly failureEmails: readonly string[];
  /** The notification destinations (by id) that are told when a run fails, and of alerts. */
  readonly failureWebhooks: readonly string[];
  /**
   * What each feed does with undeclared fields.
   * @default - what the feed's contract says
   */
  readonly schemaEvolution?: Readonly<Record<string, SchemaEvolution>>;
  /**
   * How far the clock of a source may be ahead: a record that says more of the future is rejected.
   * @default 15
   */
  readonly clockSkewMinutes?: number;

  /**
   * What starts the governance job.
   * @default - the clock, every day at 03:00 UTC
   */
  readonly governanceTrigger?: ScheduleTrigger | ManualTrigger;
  /**
   * Masks and row filters on tables, which Unity Catalog enforces and open-source Spark lacks.
   * The secured views mask and filter with them and without. Turned off, those that are set stay.
   * @default true
   */
  readonly tableMasks?: boolean;
  /**
   * The system schemas to enable. They are the metastore's: one environment of those that share
   * it enables them, or none where its admin does.
   * @default - access, compute, lakeflow, query
   */
  readonly systemSchemas?: readonly SystemSchemaName[];

  /**
   * What starts the monitoring job, which evaluates the alerts.
   * @default - the clock, every hour at a quarter past
   */
  readonly monitoringTrigger?: ScheduleTrigger | ManualTrigger;
  /**
   * A feed that brought no document for so many hours is stale, and an alert says so.
   * @default 72, which spans a weekend
   */
  readonly staleAfterHours?: number;
  /**
   * Documents that wait in bronze for longer are late, and an alert says so.
   * @default 6
   */
  readonly maxLagHours?: number;
  /**
   * When a rep scores so much worse in the latest month than before that an alert says so.
   * @default - by 20 % of the average of three months, with at least 5 calls in each
   */
  readonly scoreDrop?: ScoreDropSettings;

  /**
   * What starts the maintenance job.
   * @default - the clock, every day at 04:30 UTC
   */
  readonly maintenanceTrigger?: ScheduleTrigger | ManualTrigger;
  /**
   * When maintenance finds that a table asks for something.
   * @default - files of 1 GB, compacted where many are small, clustered and vacuumed every week
   */
  readonly maintenance?: MaintenanceSettings;
  /**
   * Whether maintenance computes statistics of the tables (ANALYZE), which open-source Spark cannot
   * for those of Delta Lake.
   * @default true
   */
  readonly tableStatistics?: boolean;
  /**
   * Databricks maintains the tables by itself: predictive optimization is turned on for the catalog,
   * and the maintenance job only sees to their layout, which has to be `liquid`.
   * @default false - the maintenance job does; the catalog keeps what its account says
   */
  readonly predictiveOptimization?: boolean;

  /**
   * How the deal-outcome model is trained, and when one takes the place of another.
   * @default - judged by a quarter of the reps, on at least 200 closed deals
   */
  readonly dealOutcome?: DealOutcomeSettings;
  /**
   * What starts the job that trains the model.
   * @default - the clock, every Sunday at 05:00 UTC
   */
  readonly trainingTrigger?: ScheduleTrigger | ManualTrigger;
  /**
   * What starts the job that scores deals with the model.
   * @default - the clock, every day at 06:00 UTC
   */
  readonly predictionTrigger?: ScheduleTrigger | ManualTrigger;
  /**
   * The Databricks runtime of those two jobs: one for machine learning, which has the libraries.
   * @default - the machine learning variant of `sparkVersion`: `17.3.x-cpu-ml-scala2.13`
   */
  readonly mlSparkVersion?: string;

  /**
   * How many days after a call its free text (title, turns, evidence, reasons) is taken out of every
   * layer and of the landing zone. Keys, counts and signals stay. Where a pipeline makes the tables,
   * which nobody else may redact, it has to be left out.
   * @default - text is kept for ever
   */
  readonly transcriptRetentionDays?: number;
  /**
   * What starts the retention job, which there is with `transcriptRetentionDays`.
   * @default - the clock, every day at 03:30 UTC
   */
  readonly retentionTrigger?: ScheduleTrigger | ManualTrigger;
  readonly layout: Layout;
  /** How long Delta keeps log and removed files, which bounds time travel and restore. */
  readonly logRetentionDays: number;

  /**
   * How many requests the endpoint of a model answers at once: Small 4, Medium 8 to 16, Large 16 to
   * 64.
   * @default Small
   */
  readonly servingWorkloadSize?: 'Small' | 'Medium' | 'Large';
  /**
   * Whether the endpoint computes nothing, and costs nothing, while nobody asks. The first request
   * after that waits until it has started.
   * @default true
   */
  readonly servingScalesToZero?: boolean;
  /**
   * Whether Databricks keeps what is asked of the endpoint and what it answers, in a table of `ops`.
   * @default true
   */
  readonly servingInferenceTable?: boolean;

  /**
   * Whether Databricks monitors the predictions, once a week on serverless compute, into two tables
   * of `ops`, beside `ops.model_drift` and `ops.model_accuracy` that the predictions' job writes.
   * @default true
   */
  readonly predictionMonitor?: boolean;

  /**
   * The most, in US dollars a month at list price, that the environment may be estimated to cost.
   * A plan that passes it is stopped by its review.
   * @default - no limit
   */
  readonly monthlyBudgetUsd?: number;

  /**
   * Folder with policies of the team, which the plan review applies beside its own
   * (docs/guides/plan-review.md).
   * @default - none
   */
  readonly reviewPolicies?: string;

  /** Tags on whatever costs money. */
  readonly tags: Readonly<Record<string, string>>;
}
