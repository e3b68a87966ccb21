import type { Construct } from 'constructs';

import { JobClusterCompute, type JobClusterShape } from '../constructs/compute/job-cluster';
import { JobClusterPolicy } from '../constructs/compute/job-cluster-policy';
import type { JobCompute } from '../constructs/compute/job-compute';
import {
  DEPENDENCIES,
  ML_DEPENDENCIES,
  ServerlessCompute,
} from '../constructs/compute/serverless-compute';
import type { AccessModel } from '../constructs/governance/access-model';
import type { ResolvedSettings } from '../environments/settings';
import { show } from '../environments/settings/problems';

/** The compute of jobs, and the compute of jobs that train or apply the model. */
export interface ComputeOfJobs {
  readonly compute: JobCompute;
  readonly mlCompute: JobCompute;
}

/** Declares the compute of jobs; serverless compute has no resources. */
export function jobCompute(
  scope: Construct,
  settings: ResolvedSettings,
  access: AccessModel,
): ComputeOfJobs {
  return settings.jobCompute === 'serverless'
    ? serverless(settings)
    : clusters(scope, settings, access);
}

/** The size and runtime of clusters. @throws Error where the settings have none */
export function clusterOf(settings: ResolvedSettings): JobClusterShape {
  const { environment, sparkVersion, nodeType, workers, tags } = settings;
  if (sparkVersion === undefined || nodeType === undefined || workers === undefined) {
    throw new Error(
      `settings of ${environment}: incomplete cluster, got runtime ${show(sparkVersion)}, node type ${show(nodeType)}, workers ${show(workers)}. Set all three`,
    );
  }
  return { sparkVersion, nodeType, workers, tags };
}

function serverless(settings: ResolvedSettings): ComputeOfJobs {
  const props = {
    environmentVersion: settings.serverlessEnvironmentVersion,
    performanceTarget: settings.serverlessPerformanceTarget,
    usagePolicyId: settings.serverlessUsagePolicyId,
  };
  return {
    compute: new ServerlessCompute({ ...props, dependencies: DEPENDENCIES }),
    mlCompute: new ServerlessCompute({ ...props, dependencies: ML_DEPENDENCIES }),
  };
}

function clusters(
  scope: Construct,
  settings: ResolvedSettings,
  access: AccessModel,
): ComputeOfJobs {
  const shape = clusterOf(settings);
  const { mlSparkVersion = shape.sparkVersion } = settings;
  const policy = new JobClusterPolicy(scope, 'Job cluster policy', {
    name: 'lakehouse-jobs',
    shape,
    mlSparkVersion,
    permissions: access.jobClusterPolicy(),
  });
  return {
    compute: new JobClusterCompute(shape, policy),
    mlCompute: new JobClusterCompute({ ...shape, sparkVersion: mlSparkVersion }, policy),
  };
}
