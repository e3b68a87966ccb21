import { join } from 'node:path';

import { DatabricksProvider } from '@cdktf/provider-databricks/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

import { Dashboard } from '../constructs/bi/dashboard';
import { WorkspaceCode } from '../constructs/code/workspace-code';
import { requireFrugalCompute } from '../constructs/compute/cost-guard';
import { SqlWarehouse } from '../constructs/compute/sql-warehouse';
import { AccessModel, type SchemaName } from '../constructs/governance/access-model';
import { Principals } from '../constructs/governance/principals';
import { SystemSchemas } from '../constructs/governance/system-schemas';
import { ForgetJob } from '../constructs/jobs/forget-job';
import { GovernanceJob } from '../constructs/jobs/governance-job';
import { IngestJob } from '../constructs/jobs/ingest-job';
import type { JobRunProps } from '../constructs/jobs/job-runs';
import { MaintenanceJob } from '../constructs/jobs/maintenance-job';
import { MonitoringJob } from '../constructs/jobs/monitoring-job';
import type { NotebookJobProps } from '../constructs/jobs/notebook-job';
import { PredictDealOutcomeJob } from '../constructs/jobs/predict-deal-outcome-job';
import { RebuildJob } from '../constructs/jobs/rebuild-job';
import { ReplayJob } from '../constructs/jobs/replay-job';
import { RestoreJob } from '../constructs/jobs/restore-job';
import { RetentionJob } from '../constructs/jobs/retention-job';
import { TrainDealOutcomeJob } from '../constructs/jobs/train-deal-outcome-job';
import { requireDistinctAddresses } from '../constructs/logical-id';
import { DealOutcome } from '../constructs/ml/deal-outcome';
import { PredictionMonitor } from '../constructs/ml/prediction-monitor';
import { Alerts } from '../constructs/monitoring/alerts';
import { AuditQueries } from '../constructs/monitoring/audit-queries';
import { CostQueries } from '../constructs/monitoring/cost-queries';
import { IngestPipeline } from '../constructs/pipeline/ingest-pipeline';
import { isMadeByPipeline } from '../constructs/pipeline/pipeline-tables';
import { CloudStorage } from '../constructs/storage/cloud-storage';
import { DataVolume } from '../constructs/storage/data-volume';
import { ExistingCatalog } from '../constructs/storage/existing-catalog';
import { LakehouseCatalog } from '../constructs/storage/lakehouse-catalog';
import { LakehouseSchema } from '../constructs/storage/lakehouse-schema';
import { DeltaTable } from '../constructs/tables/delta-table';
import { FEEDS, qualifiedName, TABLES } from '../contracts';
import { dealPredictions } from '../contracts/gold/deal-predictions';
import { renderContracts } from '../contracts/render';
import { type LakehouseSettings, resolveSettings } from '../environments/settings';
import { usdPerJobHour } from '../review/cost/job-hour';
import { clusterOf, jobCompute } from './job-compute';
import { stateBackend } from './state-backend';
import { PROVIDER_VERSIONS, TERRAFORM_VERSIONS } from './versions';

export interface LakehouseStackProps {
  readonly settings: LakehouseSettings;
  /**
   * The folder that has the `notebooks/` and `sql/` to deploy.
   * @default - this repository
   */
  readonly repository?: string;
}

/** A whole lakehouse: who, where the data is, what computes, and what flows through it. */
export class LakehouseStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: LakehouseStackProps) {
    super(scope, id);
    const settings = resolveSettings(props.settings);
    requireDistinctAddresses(this);
    requireFrugalCompute(this);
    stateBackend(this, settings.backend);
    this.declareProvider(settings);
    const preventDestroy = settings.protectData;

    // who
    const principals = new Principals(this, 'Principals', {
      identities: settings.identities,
      ownersGroup: settings.ownersGroup,
      dataEngineersGroup: settings.dataEngineersGroup,
      analystsGroup: settings.analystsGroup,
      reviewersGroup: settings.reviewersGroup,
      piiReadersGroup: settings.piiReadersGroup,
      callReadersGroup: settings.callReadersGroup,
      members: settings.members,
      jobsPrincipalName: settings.jobsPrincipalName,
      jobsPrincipalId: settings.jobsPrincipalId,
    });
    const byPipeline = settings.ingestion === 'pipeline';
    const access = new AccessModel(
      principals,
      byPipeline ? ['bronze', 'silver', 'gold'] : [],
      settings.personalDataProtection,
    );

    // where the data is
    const storage = new CloudStorage(this, 'Storage', {
      catalog: settings.catalog,
      awsStorage: settings.awsStorage,
      managedLocation: settings.managedLocation,
      managedCredential: settings.managedCredential,
      landingLocation: settings.landingLocation,
      landingCredential: settings.landingCredential,
      landingFileEvents: settings.landingFileEvents,
      tags: settings.tags,
      owner: access.owner(),
      ownerReady: principals.ownersReady,
      landingGrants: access.landingLocation(),
      preventDestroy,
    });
    const catalog = settings.existingCatalog
      ? new ExistingCatalog(this, 'Catalog', {
          name: settings.catalog,
          grants: access.existingCatalog(),
        })
      : new LakehouseCatalog(this, 'Catalog', {
          name: settings.catalog,
          storageRoot: storage.managedUrl,
          owner: access.owner(),
          after: principals.ownersReady,
          grants: access.catalog(),
          workspaceIds: settings.workspaceIds,
          predictiveOptimization: settings.predictiveOptimization,
          preventDestroy,
        });
    const schema = (name: SchemaName): LakehouseSchema =>
      new LakehouseSchema(this, `Schema ${name}`, {
        catalog,
        name,
        owner: access.owner(),
        ownerReady: principals.ownersReady,
        grants: access.schema(name),
        preventDestroy,
      });
    const schemas: Readonly<Record<SchemaName, LakehouseSchema>> = {
      bronze: schema('bronze'),
      silver: schema('silver'),
      gold: schema('gold'),
      governance: schema('governance'),
      ops: schema('ops'),
      rebuild: schema('rebuild'),
    };
    const landing = new DataVolume(this, 'Landing', {
      schema: schemas.bronze,
      name: 'landing',
      comment: 'Where documents land: conversations/, deals/, reps/',
      storageLocation: storage.landingUrl,
      owner: access.owner(),
      grants: access.landingVolume(),
      preventDestroy,
    });
    const checkpoints = new DataVolume(this, 'Checkpoints', {
      schema: schemas.ops,
      name: 'checkpoints',
      comment: 'How far each stream has read; without it every file would be read again',
      owner: access.owner(),
      grants: access.checkpointVolume(),
      preventDestroy,
    });
    const deployments = new DataVolume(this, 'Deployments', {
      schema: schemas.ops,
      name: 'deployments',
      comment: 'What was deployed: one JSON file a deployment, with its commit and its plan',
      owner: access.owner(),
      grants: access.deploymentVolume(),
      preventDestroy,
    });

    // what computes
    const warehouse = new SqlWarehouse(this, 'Warehouse', {
      name: 'lakehouse',
      size: settings.warehouseSize,
      type: settings.warehouseType,
      autoStopMinutes: settings.warehouseAutoStopMinutes,
      maxClusters: settings.warehouseMaxClusters,
      permissions: access.warehouse(),
      tags: settings.tags,
    });
    const { tags } = settings;
    const { compute, mlCompute } = jobCompute(this, settings, access);

    // the tables
    const declared = TABLES.filter((contract) => !byPipeline || !isMadeByPipeline(contract));
    const tables = declared.map(
      (contract) =>
        new DeltaTable(this, `Table ${qualifiedName(contract)}`, {
          contract,
          schema: schemas[contract.schema],
          warehouse,
          owner: access.tableOwner(contract),
          grants: access.table(contract),
          logRetentionDays: settings.logRetentionDays,
          // in every mode of the feed: columns that documents added in another mode stay
          evolves: FEEDS.some((feed) => feed.bronzeTable === contract),
          preventDestroy,
        }),
    );

    // what flows through them
    const repository = props.repository ?? join(__dirname, '..');
    const code = new WorkspaceCode(this, 'Code', {
      repository,
      workspaceRoot: settings.workspaceRoot,
      contracts: renderContracts({
        clockSkewMinutes: settings.clockSkewMinutes,
        schemaEvolution: settings.schemaEvolution,
        isMadeByPipeline: byPipeline ? isMadeByPipeline : undefined,
      }),
      permissions: access.code(),
    });
    const data = [catalog, ...Object.values(schemas), landing, checkpoints, deployments, ...tables];
    const runs: JobRunProps = {
      taskRetries: settings.taskRetries,
      taskRetryIntervalSeconds: settings.taskRetryIntervalSeconds,
      taskTimeoutMinutes: settings.taskTimeoutMinutes,
      slowRunMinutes: settings.slowRunMinutes,
      failureEmails: settings.failureEmails,
      failureWebhooks: settings.failureWebhooks,
    };
    const notebookJob: NotebookJobProps = {
      ...runs,
      catalog,
      code,
      after: [...data, ...compute.resources],
      compute,
      runAs: principals.jobs,
      permissions: access.job(),
      tags,
    };
    const ingestion = {
      landing,
      trigger: settings.ingestTrigger,
      fileDiscovery: settings.fileDiscovery,
    };
    if (byPipeline) {
      new IngestPipeline(this, 'Ingest', {
        ...runs,
        ...ingestion,
        catalog,
        code,
        after: notebookJob.after,
        cluster: settings.pipelineCompute === 'cluster' ? clusterOf(settings) : undefined,
        usagePolicyId: settings.serverlessUsagePolicyId,
        layout: settings.layout,
        runAs: principals.jobs,
        tags,
        permissions: access.ingestPipeline(),
        policyPermissions: access.jobClusterPolicy(),
        jobPermissions: access.job(),
      });
    } else {
      new IngestJob(this, 'Ingest', { ...notebookJob, ...ingestion, checkpoints });
      // of a pipeline, silver and gold are always what bronze and the rules of today make of them
      new ReplayJob(this, 'Replay', notebookJob);
      new RebuildJob(this, 'Rebuild', { ...notebookJob, checkpoints });
      new RestoreJob(this, 'Restore', { ...notebookJob, checkpoints });
      new ForgetJob(this, 'Forget', { ...notebookJob, checkpoints, landing });
      if (settings.transcriptRetentionDays !== undefined) {
        new RetentionJob(this, 'Retention', {
          ...notebookJob,
          transcriptRetentionDays: settings.transcriptRetentionDays,
          trigger: settings.retentionTrigger,
        });
      }
    }

    // what it learns from them
    const dealOutcome = new DealOutcome(this, 'Deal outcome', {
      ...notebookJob,
      access,
      gold: schemas.gold,
      ops: schemas.ops,
      servingWorkloadSize: settings.servingWorkloadSize,
      servingScalesToZero: settings.servingScalesToZero,
      servingInferenceTable: settings.servingInferenceTable,
      predictionsWarehouse: settings.warehouseType === 'serverless' ? warehouse : undefined,
      analystsGroup: principals.analysts,
      preventDestroy,
    });
    const dealOutcomeJob = {
      ...notebookJob,
      after: [...notebookJob.after, dealOutcome],
      checkpoints,
      compute: mlCompute,
      modelName: dealOutcome.model.fullName,
      featuresByPipeline: byPipeline,
    };
    new TrainDealOutcomeJob(this, 'Train deal outcome', {
      ...dealOutcomeJob,
      experimentName: dealOutcome.experiment.path,
      serving: dealOutcome.serving,
      dealOutcome: settings.dealOutcome,
      trigger: settings.trainingTrigger,
    });
    new PredictDealOutcomeJob(this, 'Predict deal outcome', {
      ...dealOutcomeJob,
      trigger: settings.predictionTrigger,
    });
    if (settings.predictionMonitor) {
      new PredictionMonitor(this, 'Prediction monitor', {
        gold: schemas.gold,
        ops: schemas.ops,
        code,
        after: tables.filter((_, i) => declared[i] === dealPredictions),
      });
    }

    // how it lies in its files
    new MaintenanceJob(this, 'Maintenance', {
      ...notebookJob,
      trigger: settings.maintenanceTrigger,
      layout: settings.layout,
      maintenance: settings.maintenance,
      tableStatistics: settings.tableStatistics,
      predictiveOptimization: settings.predictiveOptimization,
    });

    // who sees what of it, and who did
    new GovernanceJob(this, 'Governance', {
      ...runs,
      catalog,
      code,
      after: [...data, warehouse, ...compute.resources],
      warehouse,
      compute,
      principals,
      trigger: settings.governanceTrigger,
      personalDataProtection: settings.personalDataProtection,
      tags,
      permissions: access.governanceJob(),
    });
    new SystemSchemas(this, 'System schemas', { names: settings.systemSchemas });
    new AuditQueries(this, 'Audit queries', { catalog, code, warehouse });
    new CostQueries(this, 'Cost queries', {
      code,
      warehouse,
      environmentTag: settings.tags.environment ?? settings.environment,
    });

    // dashboards
    new Dashboard(this, 'Rep cohort scores', {
      logicalId: 'rep_cohort_scores',
      displayName: 'Rep cohort scores',
      file: join(repository, 'dashboards', 'rep_cohort_scores.lvdash.json'),
      code,
      catalog,
      warehouse,
      parentPath: code.path,
      parameters: { usd_per_hour: usdPerJobHour(settings)?.toFixed(4) ?? '' },
      permissions: access.dashboards(),
    });

    // whether it goes well
    const alerts = new Alerts(this, 'Alerts', {
      catalog,
      code,
      warehouse,
      permissions: access.alerts(),
      staleAfterHours: settings.staleAfterHours,
      maxLagHours: settings.maxLagHours,
      scoreDrop: settings.scoreDrop,
    });
    new MonitoringJob(this, 'Monitoring', {
      ...runs,
      alerts,
      after: [...data, warehouse],
      warehouse,
      runAs: principals.jobs,
      trigger: settings.monitoringTrigger,
      tags,
      permissions: access.job(),
    });
  }

  private declareProvider(settings: LakehouseSettings): void {
    new DatabricksProvider(this, 'Databricks', {
      host: settings.workspaceHost,
      profile: settings.workspaceProfile,
      configFile: settings.workspaceConfigFile,
      rateLimit: settings.requestsPerSecond,
    });
    this.addOverride('terraform.required_providers.databricks.version', PROVIDER_VERSIONS);
    this.addOverride('terraform.required_version', TERRAFORM_VERSIONS);
  }
}
