import { Job } from '@cdktf/provider-databricks/lib/job';
import { Construct, type IConstruct } from 'constructs';

import { jobCluster, type JobClusterShape } from '../compute/job-cluster';
import type { JobClusterPolicy } from '../compute/job-cluster-policy';
import { ObjectPermissions, type ObjectPermission } from '../governance/object-permissions';
import { withLogicalId } from '../logical-id';
import { boundedRun, jobNotifications, taskLimits, type JobRunProps } from '../operations/job-runs';
import { resourcesBelow } from '../resources-below';
import type { LakehouseCatalog } from '../storage/lakehouse-catalog';
import type { WorkspaceCode } from './workspace-code';

const CLUSTER_KEY = 'replay';

/** The notebook of its one task, and the task's key. */
export const REPLAY_QUARANTINE = 'replay_quarantine';

/** The job parameters, with what a run does that is given none: it takes in all it can. */
export const REPLAY_PARAMETERS = [
  { name: 'table', default: '' },
  { name: 'rule', default: '' },
  { name: 'since', default: '' },
  { name: 'dry_run', default: 'false' },
];

export interface ReplayJobProps extends JobRunProps {
  readonly catalog: LakehouseCatalog;
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
 * The job that takes quarantined records through the rules of today, once what was wrong is put
 * right. Nothing but a person starts it; the ingest job may run meanwhile.
 */
export class ReplayJob extends Construct {
  public readonly id: string;

  constructor(scope: Construct, id: string, props: ReplayJobProps) {
    super(scope, id);
    const job = new Job(this, 'Resource', {
      name: 'replay',
      description: 'Quarantined records that keep the rules by now, taken into silver',
      parameter: REPLAY_PARAMETERS,
      jobCluster: [jobCluster(CLUSTER_KEY, props.cluster, props.clusterPolicy)],
      task: [
        {
          taskKey: REPLAY_QUARANTINE,
          jobClusterKey: CLUSTER_KEY,
          notebookTask: {
            notebookPath: props.code.notebookPath(REPLAY_QUARANTINE),
            baseParameters: { catalog: props.catalog.name, job_run_id: '{{job.run_id}}' },
          },
          ...taskLimits(props),
        },
      ],
      runAs: { servicePrincipalName: props.runAs },
      maxConcurrentRuns: 1,
      ...boundedRun(props),
      ...jobNotifications(props),
      tags: { ...props.tags },
      dependsOn: resourcesBelow([props.code, ...props.after]),
    });
    this.id = withLogicalId(job, 'replay').id;
    new ObjectPermissions(this, 'Permissions', {
      logicalId: 'replay_job',
      on: { jobId: this.id },
      permissions: props.permissions,
    });
  }
}
