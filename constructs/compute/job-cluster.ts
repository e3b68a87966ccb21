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

/** What makes a cluster without workers compute by itself. */
export const SINGLE_NODE_CONF = {
  'spark.databricks.cluster.profile': 'singleNode',
  'spark.master': 'local[*]',
};

/** The cluster that the tasks of one job run share, under its policy. */
export function jobCluster(
  key: string,
  shape: JobClusterShape,
  policy: JobClusterPolicy,
): JobJobCluster {
  const singleNode = shape.workers === 0;
  return {
    jobClusterKey: key,
    newCluster: {
      policyId: policy.id,
      sparkVersion: shape.sparkVersion,
      nodeTypeId: shape.nodeType,
      numWorkers: shape.workers,
      dataSecurityMode: 'SINGLE_USER',
      sparkConf: singleNode ? SINGLE_NODE_CONF : undefined,
      customTags: { ...shape.tags, ...(singleNode ? { ResourceClass: 'SingleNode' } : {}) },
    },
  };
}
