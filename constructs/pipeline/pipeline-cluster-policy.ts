import { ClusterPolicy } from '@cdktf/provider-databricks/lib/cluster-policy';
import { Construct } from 'constructs';

import { clusterLimits, type JobClusterShape } from '../compute/job-cluster';
import { type ObjectPermission, ObjectPermissions } from '../governance/object-permissions';
import { withLogicalId } from '../logical-id';

export interface PipelineClusterPolicyProps {
  readonly name: string;
  /** The largest cluster that the policy allows; its runtime is the pipeline's own. */
  readonly shape: JobClusterShape;
  readonly permissions: readonly ObjectPermission[];
}

/** The cluster policy of pipeline clusters: type, size limits and tags are fixed. */
export class PipelineClusterPolicy extends Construct {
  public readonly id: string;

  constructor(scope: Construct, id: string, props: PipelineClusterPolicyProps) {
    super(scope, id);
    const { shape } = props;
    const policy = new ClusterPolicy(this, 'Resource', {
      name: props.name,
      definition: JSON.stringify({
        cluster_type: { type: 'fixed', value: 'dlt' },
        driver_node_type_id: { type: 'fixed', value: shape.nodeType },
        ...clusterLimits(shape),
      }),
    });
    this.id = withLogicalId(policy, 'pipeline_cluster').id;
    new ObjectPermissions(this, 'Permissions', {
      logicalId: 'pipeline_cluster_policy',
      on: { clusterPolicyId: this.id },
      permissions: props.permissions,
    });
  }
}
