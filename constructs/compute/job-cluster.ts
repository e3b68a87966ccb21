import type { JobJobCluster } from '@cdktf/provider-databricks/lib/job';

import type { JobClusterPolicy } from './job-cluster-policy';

/** How large a job cluster is, and what it runs. */
export interface JobClusterShape {
  readonly sparkVersion: string;
  readonly nodeType: string;
  /** 0 makes a single-node cluster. */
  readonly workers: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The same cluster with the runtime for machine learning: the variant of its own, or the one given. */
export function forMachineLearning(
  shape: JobClusterShape,
  sparkVersion = shape.sparkVersion.replace('-scala', '-cpu-ml-scala'),
): JobClusterShape {
  return { ...shape, sparkVersion };
}

/** What makes a cluster without workers compute by itself. */
const SINGLE_NODE_CONF = {
  'spark.databricks.cluster.profile': 'singleNode',
  'spark.master': 'local[*]',
};

/** What a cluster of a shape is made of, whatever it belongs to. */
export function clusterSize(shape: JobClusterShape) {
  const singleNode = shape.workers === 0;
  return {
    nodeTypeId: shape.nodeType,
    numWorkers: shape.workers,
    sparkConf: singleNode ? SINGLE_NODE_CONF : undefined,
    customTags: { ...shape.tags, ...(singleNode ? { ResourceClass: 'SingleNode' } : {}) },
  };
}

/** What a cluster policy allows at the most, by the fields of its definition. */
export function clusterLimits(shape: JobClusterShape): Record<string, object> {
  const tags = Object.entries(shape.tags).map(([key, value]) => [
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
