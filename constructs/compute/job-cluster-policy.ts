import { ClusterPolicy } from '@cdktf/provider-databricks/lib/cluster-policy';
import { Construct } from 'constructs';

import { type ObjectPermission, ObjectPermissions } from '../governance/object-permissions';
import { withLogicalId } from '../logical-id';
import { clusterLimits, type JobClusterShape } from './job-cluster';

export interface JobClusterPolicyProps {
  readonly name: string;
  /** The largest cluster that the policy allows. */
  readonly shape: JobClusterShape;
  /**
   * A runtime that a cluster may have in place of the shape's.
   * @default - none
   */
  readonly mlSparkVersion?: string;
  readonly permissions: readonly ObjectPermission[];
}

/** The cluster policy of job clusters: job type, runtime, size limits and tags are fixed. */
export class JobClusterPolicy extends Construct {
  public readonly id: string;

  constructor(scope: Construct, id: string, props: JobClusterPolicyProps) {
    super(scope, id);
    const { shape } = props;
    const policy = new ClusterPolicy(this, 'Resource', {
      name: props.name,
      definition: JSON.stringify({
        cluster_type: { type: 'fixed', value: 'job' },
        data_security_mode: { type: 'fixed', value: 'SINGLE_USER' },
        spark_version: runtimes(props),
        ...clusterLimits(shape),
      }),
    });
    this.id = withLogicalId(policy, 'job_cluster').id;
    new ObjectPermissions(this, 'Permissions', {
      logicalId: 'job_cluster_policy',
      on: { clusterPolicyId: this.id },
      permissions: props.permissions,
    });
  }
}

function runtimes({ shape, mlSparkVersion }: JobClusterPolicyProps): object {
  const value = shape.sparkVersion;
  return mlSparkVersion === undefined
    ? { type: 'fixed', value }
    : { type: 'allowlist', values: [value, mlSparkVersion], defaultValue: value };
}
