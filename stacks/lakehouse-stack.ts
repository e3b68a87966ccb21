import { join } from 'node:path';

import { DatabricksProvider } from '@cdktf/provider-databricks/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

import { Dashboard } from '../constructs/bi/dashboard';
import { WorkspaceCode } from '../constructs/code/workspace-code';
import { requireFrugalCompute } from '../constructs/compute/cost-guard';
import { SqlWarehouse } from '../constructs/compute/sql-warehouse';
import { AccessModel } from '../constructs/governance/access-model';
import { Principals } from '../constructs/governance/principals';
import { SystemSchemas } from '../constructs/governance/system-schemas';
import { GovernanceJob } from '../constructs/jobs/governance-job';
import type { JobRunProps } from '../constructs/jobs/job-runs';
import { MaintenanceJob } from '../constructs/jobs/maintenance-job';
import { MonitoringJob } from '../constructs/jobs/monitoring-job';
import type { NotebookJobProps } from '../constructs/jobs/notebook-job';
import { requireDistinctAddresses } from '../constructs/logical-id';
import { Alerts } from '../constructs/monitoring/alerts';
import { AuditQueries } from '../constructs/monitoring/audit-queries';
import { CostQueries } from '../constructs/monitoring/cost-queries';
import { isMadeByPipeline } from '../constructs/pipeline/pipeline-tables';
import { DeltaTable } from '../constructs/tables/delta-table';
import { FEEDS, qualifiedName, TABLES } from '../contracts';
import { dealPredictions } from '../contracts/gold/deal-predictions';
import { renderContracts } from '../contracts/render';
import { type LakehouseSettings, resolveSettings } from '../environments/settings';
import { usdPerJobHour } from '../review/cost/job-hour';
import { declareData } from './data';
import { declareDealOutcome } from './deal-outcome';
import { declareIngestion } from './ingestion';
import { jobCompute } from './job-compute';
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

/** A whole lakehouse: principals, data, compute, jobs, the model, governance and monitoring. */
export class LakehouseStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: LakehouseStackProps) {
    super(scope, id);
    const settings = resolveSettings(props.settings);
    requireDistinctAddresses(this);
    requireFrugalCompute(this);
    stateBackend(this, settings.backend);
    this.declareProvider(settings);
    const preventDestroy = settings.protectData;

    // principals
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

    const data = declareData(this, settings, principals, access);
    const { catalog, schemas, checkpoints } = data;

    // compute
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

    // tables
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

    // code and jobs
    const repository = props.repository ?? join(__dirname, '..');
    const code = new WorkspaceCode(this, 'Code', {
      repository,
      workspaceRoot: settings.workspaceRoot,
      contracts: renderContracts({
        clockSkewMinutes: settings.clockSkewMinutes,
        schemaEvolution: settings.schemaEvolution,
        feeds: settings.feeds,
        isMadeByPipeline: byPipeline ? isMadeByPipeline : undefined,
      }),
      permissions: access.code(),
    });
    const resources = [...data.resources, ...tables];
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
      after: [...resources, ...compute.resources],
      compute,
      runAs: principals.jobs,
      permissions: access.job(),
      tags,
    };
    declareIngestion(this, settings, { notebookJob, runs, principals, access, data });

    // the model
    declareDealOutcome(this, settings, {
      notebookJob,
      compute: mlCompute,
      access,
      analystsGroup: principals.analysts,
      gold: schemas.gold,
      ops: schemas.ops,
      checkpoints,
      warehouse,
      predictions: tables.filter((_, i) => declared[i] === dealPredictions),
    });

    // file layout
    new MaintenanceJob(this, 'Maintenance', {
      ...notebookJob,
      trigger: settings.maintenanceTrigger,
      layout: settings.layout,
      maintenance: settings.maintenance,
      tableStatistics: settings.tableStatistics,
      predictiveOptimization: settings.predictiveOptimization,
    });

    // governance
    new GovernanceJob(this, 'Governance', {
      ...runs,
      catalog,
      code,
      after: [...resources, warehouse, ...compute.resources],
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

    // monitoring
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
      after: [...resources, warehouse],
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
