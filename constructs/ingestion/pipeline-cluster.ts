import type { PipelineConfig } from '@cdktf/provider-databricks/lib/pipeline';

import { SINGLE_NODE_CONF, type JobClusterShape } from '../compute/job-cluster';

/** What a pipeline computes on: serverless, or a cluster that comes and goes with each update. */
export type PipelineCompute = 'serverless' | 'cluster';

/**
 * The part of a pipeline's configuration that says what it computes on. Its runtime is the
 * channel's, and a cluster policy for jobs does not cover it.
 */
export function pipelineCompute(
  compute: PipelineCompute,
  shape: JobClusterShape,
): Pick<PipelineConfig, 'serverless' | 'cluster'> {
  if (compute === 'serverless') return { serverless: true };
  const singleNode = shape.workers === 0;
  return {
    serverless: false,
    cluster: [
      {
        label: 'default',
        nodeTypeId: shape.nodeType,
        driverNodeTypeId: shape.nodeType,
        numWorkers: shape.workers,
        sparkConf: singleNode ? SINGLE_NODE_CONF : undefined,
        customTags: { ...shape.tags, ...(singleNode ? { ResourceClass: 'SingleNode' } : {}) },
      },
    ],
  };
}
