import type { JobJobCluster } from '@cdktf/provider-databricks/lib/job';

import type { JobClusterPolicy } from './job-cluster-policy';

/** Size and runtime of a job cluster. */
export interface JobClusterShape {
  readonly sparkVersion: string;
  readonly nodeType: string;
  /** 0 makes a single-node cluster. */
  readonly workers: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Spark configuration of a single-node cluster, which has no workers. */
const SINGLE_NODE_CONF = {
  'spark.databricks.cluster.profile': 'singleNode',
  'spark.master': 'local[*]',
};

/** The attributes of a cluster of a shape, for jobs and pipelines alike. */
export function clusterSize(shape: JobClusterShape) {
  const singleNode = shape.workers === 0;
  return {
    nodeTypeId: shape.nodeType,
    numWorkers: shape.workers,
    sparkConf: singleNode ? SINGLE_NODE_CONF : undefined,
    customTags: { ...shape.tags, ...(singleNode ? { ResourceClass: 'SingleNode' } : {}) },
  };
}

/** The limits of a cluster policy, by the fields of its definition. */
export function clusterLimits(shape: JobClusterShape): Record<string, object> {
  const tags = Object.entries(shape.tags).map(([key, value]): [string, object] => [
    `custom_tags.${key}`,
    { type: 'fixed', value },
  ]);
  return {
    node_type_id: { type: 'fixed', value: shape.nodeType },
    num_workers: { type: 'range', maxValue: shape.workers, defaultValue: shape.workers },
    ...Object.fromEntries(tags),
  };
}

/** The cluster that the tasks of one job run share, under its policy. */
export function jobCluster(
  key: string,
  shape: JobClusterShape,
  policy: JobClusterPolicy,
): JobJobCluster {
  return {
    jobClusterKey: key,
    newCluster: {
      policyId: policy.id,
      sparkVersion: shape.sparkVersion,
      dataSecurityMode: 'SINGLE_USER',
      ...clusterSize(shape),
    },
  };
}
