import type { JobConfig, JobTask } from '@cdktf/provider-databricks/lib/job';

import type { JobClusterPolicy } from './job-cluster-policy';
import type { JobCompute } from './job-compute';

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

/** The compute of jobs on clusters: the tasks of one run share a cluster, under a policy. */
export class JobClusterCompute implements JobCompute {
  public readonly resources: readonly JobClusterPolicy[];

  constructor(
    private readonly shape: JobClusterShape,
    private readonly policy: JobClusterPolicy,
  ) {
    this.resources = [policy];
  }

  jobConfig(key: string): Pick<JobConfig, 'jobCluster'> {
    const { shape, policy } = this;
    const newCluster = {
      policyId: policy.id,
      sparkVersion: shape.sparkVersion,
      dataSecurityMode: 'SINGLE_USER',
      ...clusterSize(shape),
    };
    return { jobCluster: [{ jobClusterKey: key, newCluster }] };
  }

  taskConfig(key: string): Pick<JobTask, 'jobClusterKey'> {
    return { jobClusterKey: key };
  }
}
