import { Job, type JobConfig, type JobTask } from '@cdktf/provider-databricks/lib/job';
import { TerraformResource } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';

import type { IngestTrigger } from '../../environments/settings';
import { jobCluster, type JobClusterShape } from '../compute/job-cluster';
import type { JobClusterPolicy } from '../compute/job-cluster-policy';
import { ObjectPermissions, type ObjectPermission } from '../governance/object-permissions';
import { withLogicalId } from '../logical-id';
import type { LakehouseCatalog } from '../storage/lakehouse-catalog';
import type { DataVolume } from '../storage/data-volume';
import { INGEST_TASKS, type IngestTask } from './ingest-tasks';
import { triggerConfig } from './ingest-trigger';
import type { WorkspaceCode } from './workspace-code';

const CLUSTER_KEY = 'ingest';

export interface IngestJobProps {
  readonly catalog: LakehouseCatalog;
  readonly landing: DataVolume;
  readonly checkpoints: DataVolume;
  readonly code: WorkspaceCode;
  /** What else has to be there before a run: its trigger may fire as soon as the job is made. */
  readonly after: readonly IConstruct[];
  readonly cluster: JobClusterShape;
  readonly clusterPolicy: JobClusterPolicy;
  /** The application id of the service principal that the job runs as. */
  readonly runAs: string;
  readonly trigger: IngestTrigger;
  readonly taskRetries: number;
  readonly taskRetryIntervalSeconds: number;
  readonly taskTimeoutMinutes: number;
  /** A run that takes longer is reported to whom failures are reported to. */
  readonly slowRunMinutes: number;
  readonly failureEmails: readonly string[];
  readonly failureWebhooks: readonly string[];
  readonly permissions: readonly ObjectPermission[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The job that brings documents from landing to gold. */
export class IngestJob extends Construct {
  public readonly id: string;

  constructor(scope: Construct, id: string, props: IngestJobProps) {
    super(scope, id);
    const job = new Job(this, 'Resource', {
      name: 'ingest',
      description: 'Landed calls, deals and reps to bronze, silver and gold',
      jobCluster: [jobCluster(CLUSTER_KEY, props.cluster, props.clusterPolicy)],
      task: INGEST_TASKS.map((task) => taskConfig(task, props)).sort(byKey),
      runAs: { servicePrincipalName: props.runAs },
      ...triggerConfig(props.trigger, props.landing),
      // a second run over the same checkpoints would only wait for their lock
      maxConcurrentRuns: 1,
      ...(props.trigger.kind === 'continuous' ? {} : boundedRun(props.slowRunMinutes)),
      ...notifications(props),
      tags: { ...props.tags },
      dependsOn: [props.code, ...props.after].flatMap(resourcesBelow),
    });
    this.id = withLogicalId(job, 'ingest').id;
    new ObjectPermissions(this, 'Permissions', {
      logicalId: 'ingest_job',
      on: { jobId: this.id },
      permissions: props.permissions,
    });
  }
}

/** What only a run that comes to an end can have: a queue behind it, and a time it should take. */
function boundedRun(slowRunMinutes: number): Pick<JobConfig, 'queue' | 'health'> {
  const value = slowRunMinutes * 60;
  return {
    queue: { enabled: true },
    health: { rules: [{ metric: 'RUN_DURATION_SECONDS', op: 'GREATER_THAN', value }] },
  };
}

function taskConfig(task: IngestTask, props: IngestJobProps): JobTask {
  // a continuous job may have neither: its stages run side by side, and Databricks retries
  const ordered = props.trigger.kind !== 'continuous';
  return {
    taskKey: task.key,
    jobClusterKey: CLUSTER_KEY,
    notebookTask: {
      notebookPath: props.code.notebookPath(task.notebook),
      baseParameters: {
        catalog: props.catalog.name,
        landing: props.landing.path,
        checkpoints: props.checkpoints.path,
        ...task.parameters,
      },
    },
    timeoutSeconds: ordered ? props.taskTimeoutMinutes * 60 : undefined,
    dependsOn: ordered ? task.after.map((taskKey) => ({ taskKey })) : undefined,
    maxRetries: ordered ? props.taskRetries : undefined,
    minRetryIntervalMillis: ordered ? props.taskRetryIntervalSeconds * 1000 : undefined,
    retryOnTimeout: ordered ? false : undefined,
  };
}

function resourcesBelow(construct: IConstruct): TerraformResource[] {
  return construct.node.findAll().filter(TerraformResource.isTerraformResource);
}

/** The provider reads tasks back sorted by key: declared so, a second plan finds nothing to do. */
function byKey(a: JobTask, b: JobTask): number {
  return a.taskKey < b.taskKey ? -1 : 1;
}

function notifications({ failureEmails, failureWebhooks }: IngestJobProps) {
  const webhooks = failureWebhooks.map((id) => ({ id }));
  return {
    emailNotifications:
      failureEmails.length > 0
        ? {
            onFailure: [...failureEmails],
            onDurationWarningThresholdExceeded: [...failureEmails],
          }
        : undefined,
    webhookNotifications:
      webhooks.length > 0
        ? { onFailure: webhooks, onDurationWarningThresholdExceeded: webhooks }
        : undefined,
  };
}
