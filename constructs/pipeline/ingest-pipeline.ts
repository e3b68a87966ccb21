import { Job } from '@cdktf/provider-databricks/lib/job';
import { Pipeline, type PipelineConfig } from '@cdktf/provider-databricks/lib/pipeline';
import { Construct, type IConstruct } from 'constructs';

import type { FileDiscovery, ResolvedIngestTrigger } from '../../environments/settings';
import type { WorkspaceCode } from '../code/workspace-code';
import type { JobClusterShape } from '../compute/job-cluster';
import { type ObjectPermission, ObjectPermissions } from '../governance/object-permissions';
import { triggerConfig } from '../jobs/ingest-trigger';
import { boundedRun, jobNotifications, type JobRunProps, taskLimits } from '../jobs/job-runs';
import { withLogicalId } from '../logical-id';
import { resourcesBelow } from '../resources-below';
import type { DataVolume } from '../storage/data-volume';
import type { LakehouseCatalog } from '../storage/lakehouse-catalog';
import { pipelineCluster } from './pipeline-cluster';
import { PipelineClusterPolicy } from './pipeline-cluster-policy';

export interface IngestPipelineProps extends JobRunProps {
  readonly catalog: LakehouseCatalog;
  readonly landing: DataVolume;
  readonly code: WorkspaceCode;
  /** Further resources that an update needs. */
  readonly after: readonly IConstruct[];
  /**
   * The cluster that exists during an update.
   * @default - serverless compute
   */
  readonly cluster?: JobClusterShape;
  /**
   * The serverless usage policy that usage is attributed to.
   * @default - the default policy of the principal that runs updates, if it has one
   */
  readonly usagePolicyId?: string;
  /** `liquid` clusters large tables by their layout columns. */
  readonly layout: 'zorder' | 'liquid';
  /** The application id of the service principal that updates run as, who owns what they make. */
  readonly runAs: string;
  /** `continuous` makes a pipeline that never ends; anything else starts the job that updates it. */
  readonly trigger: ResolvedIngestTrigger;
  /** The discovery of new files in the landing volume. */
  readonly fileDiscovery: FileDiscovery;
  /** Permissions on the pipeline and its updates. */
  readonly permissions: readonly ObjectPermission[];
  /** Permissions on the policy of its cluster. */
  readonly policyPermissions: readonly ObjectPermission[];
  /** Permissions on the job and its runs. */
  readonly jobPermissions: readonly ObjectPermission[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Landing to gold as a declarative pipeline, in place of the ingest job's tasks: streaming tables
 * and materialized views that the pipeline makes, owns and keeps up to date. Unless it is
 * continuous, the ingest job is left with one task, which updates it.
 */
export class IngestPipeline extends Construct {
  public readonly id: string;

  constructor(scope: Construct, id: string, props: IngestPipelineProps) {
    super(scope, id);
    const continuous = props.trigger.kind === 'continuous';
    const sources = `/Workspace${props.code.path}/notebooks`;
    const pipeline = new Pipeline(this, 'Resource', {
      name: 'ingest',
      catalog: props.catalog.name,
      // what is not named with its schema: the views between the layers
      schema: 'silver',
      rootPath: sources,
      library: [{ glob: { include: `${sources}/pipeline/**` } }],
      configuration: {
        'lakehouse.discovery': props.fileDiscovery,
        'lakehouse.landing': props.landing.path,
        'lakehouse.layout': props.layout,
        // a key twice in a signal's value: the last one counts (notebooks/lakehouse/runtime/session_settings.py)
        'spark.sql.variant.allowDuplicateKeys': 'true',
      },
      ...this.compute(props),
      continuous,
      development: false,
      channel: 'CURRENT',
      edition: 'ADVANCED',
      runAs: { servicePrincipalName: props.runAs },
      notification: notifications(props.failureEmails),
      tags: { ...props.tags },
      dependsOn: resourcesBelow([props.code, ...props.after]),
    });
    this.id = withLogicalId(pipeline, 'ingest').id;
    new ObjectPermissions(this, 'Permissions', {
      logicalId: 'ingest_pipeline',
      on: { pipelineId: this.id },
      permissions: props.permissions,
    });
    if (!continuous) this.declareJob(props);
  }

  /** The part of the configuration that declares the compute. */
  private compute(
    props: IngestPipelineProps,
  ): Pick<PipelineConfig, 'serverless' | 'cluster' | 'budgetPolicyId'> {
    const { cluster: shape, usagePolicyId } = props;
    if (shape === undefined) return { serverless: true, budgetPolicyId: usagePolicyId };
    const policy = new PipelineClusterPolicy(this, 'Cluster policy', {
      name: 'lakehouse-pipelines',
      shape,
      permissions: props.policyPermissions,
    });
    return pipelineCluster(shape, policy);
  }

  /** The ingest job, by the name and the address that it has without a pipeline. */
  private declareJob(props: IngestPipelineProps): void {
    const job = new Job(this, 'Job', {
      name: 'ingest',
      description:
        'Ingests landed calls, deals and reps into bronze, silver and gold, by the pipeline',
      task: [
        {
          taskKey: 'update_pipeline',
          pipelineTask: { pipelineId: this.id, fullRefresh: false },
          ...taskLimits(props),
        },
      ],
      runAs: { servicePrincipalName: props.runAs },
      ...triggerConfig(props.trigger, props.landing),
      // a pipeline has one update at a time
      maxConcurrentRuns: 1,
      ...boundedRun(props),
      ...jobNotifications(props),
      tags: { ...props.tags },
    });
    new ObjectPermissions(this, 'Job permissions', {
      logicalId: 'ingest_job',
      on: { jobId: withLogicalId(job, 'ingest').id },
      permissions: props.jobPermissions,
    });
  }
}

function notifications(emails: readonly string[]) {
  if (emails.length === 0) return undefined;
  const alerts = ['on-update-failure', 'on-update-fatal-failure', 'on-flow-failure'];
  return [{ emailRecipients: [...emails], alerts }];
}
