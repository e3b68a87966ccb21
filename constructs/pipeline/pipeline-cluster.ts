import type { PipelineConfig } from '@cdktf/provider-databricks/lib/pipeline';

import { clusterSize, type JobClusterShape } from '../compute/job-cluster';
import type { PipelineClusterPolicy } from './pipeline-cluster-policy';

/** The compute of a pipeline: serverless, or a cluster that exists during an update. */
export type PipelineCompute = 'serverless' | 'cluster';

/**
 * The part of a pipeline's configuration that says what it computes on: without a policy serverless,
 * else a cluster under it, whose runtime is the channel's.
 */
export function pipelineCompute(
  shape: JobClusterShape,
  policy: PipelineClusterPolicy | undefined,
): Pick<PipelineConfig, 'serverless' | 'cluster'> {
  if (policy === undefined) return { serverless: true };
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
