import type { PipelineConfig } from '@cdktf/provider-databricks/lib/pipeline';

import { clusterSize, type JobClusterShape } from '../compute/job-cluster';
import type { PipelineClusterPolicy } from './pipeline-cluster-policy';

/** The part of a pipeline's configuration that declares a cluster, whose runtime is the channel's. */
export function pipelineCluster(
  shape: JobClusterShape,
  policy: PipelineClusterPolicy,
): Pick<PipelineConfig, 'serverless' | 'cluster'> {
  return {
    serverless: false,
    cluster: [
      {
        label: 'default',
        policyId: policy.id,
        driverNodeTypeId: shape.nodeType,
        ...clusterSize(shape),
      },
    ],
  };
}
