import { Job } from '@cdktf/provider-databricks/lib/job';
import { Construct, type IConstruct } from 'constructs';

import { jobCluster, type JobClusterShape } from '../compute/job-cluster';
import type { JobClusterPolicy } from '../compute/job-cluster-policy';
import { ObjectPermissions, type ObjectPermission } from '../governance/object-permissions';
import type { WorkspaceCode } from '../ingestion/workspace-code';
import { withLogicalId } from '../logical-id';
import { resourcesBelow } from '../resources-below';
import type { DataVolume } from '../storage/data-volume';
import type { LakehouseCatalog } from '../storage/lakehouse-catalog';
import { jobNotifications, taskLimits, type JobRunProps } from './job-runs';

const CLUSTER_KEY = 'rebuild';

export interface RebuildJobProps extends JobRunProps {
  readonly catalog: LakehouseCatalog;
  readonly checkpoints: DataVolume;
  readonly code: WorkspaceCode;
  /** What else has to be there before a run. */
  readonly after: readonly IConstruct[];
  readonly cluster: JobClusterShape;
  readonly clusterPolicy: JobClusterPolicy;
  /** The application id of the service principal that the job runs as. */
  readonly runAs: string;
  readonly permissions: readonly ObjectPermission[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The job that builds silver and gold again from bronze and compares them with what stands. Only
 * with the job parameter `replace` (`true`) it changes something; nothing but a person starts it.
 */
export class RebuildJob extends Construct {
  public readonly id: string;

  constructor(scope: Construct, id: string, props: RebuildJobProps) {
    super(scope, id);
    const job = new Job(this, 'Resource', {
      name: 'rebuild',
      description: 'Silver and gold built again from bronze, compared, and replaced if asked to',
      parameter: [{ name: 'replace', default: 'false' }],
      jobCluster: [jobCluster(CLUSTER_KEY, props.cluster, props.clusterPolicy)],
      task: [
        {
          taskKey: 'rebuild_silver',
          jobClusterKey: CLUSTER_KEY,
          notebookTask: {
            notebookPath: props.code.notebookPath('rebuild_silver'),
            baseParameters: {
              catalog: props.catalog.name,
              checkpoints: props.checkpoints.path,
            },
          },
          // it begins anew each time: who asked for it decides whether it is worth it
          ...taskLimits({ ...props, taskRetries: 0 }),
        },
      ],
      runAs: { servicePrincipalName: props.runAs },
      maxConcurrentRuns: 1,
      queue: { enabled: true },
      ...jobNotifications(props),
      tags: { ...props.tags },
      dependsOn: resourcesBelow([props.code, ...props.after]),
    });
    this.id = withLogicalId(job, 'rebuild').id;
    new ObjectPermissions(this, 'Permissions', {
      logicalId: 'rebuild_job',
      on: { jobId: this.id },
      permissions: props.permissions,
    });
  }
}
