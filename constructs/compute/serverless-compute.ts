import type { JobConfig, JobTask } from '@cdktf/provider-databricks/lib/job';

import type { JobCompute } from './job-compute';

/** Packages that every notebook imports from its environment, in the versions that the tests run. */
export const DEPENDENCIES = ['databricks-sdk==0.156.0'] as const;

/** The same of the notebooks that train or apply the model. */
export const ML_DEPENDENCIES = [
  ...DEPENDENCIES,
  'mlflow==3.17.2',
  'scikit-learn==1.8.0',
  'xgboost-cpu==3.2.0',
] as const;

export interface ServerlessComputeProps {
  /** The version of the environment, which fixes Python and its packages: `4`. */
  readonly environmentVersion: string;
  /** Packages in addition to those of the environment, as lines of a requirements file. */
  readonly dependencies: readonly string[];
  readonly performanceTarget: 'standard' | 'performanceOptimized';
  /**
   * The serverless usage policy that usage is attributed to.
   * @default - the default policy of the jobs' principal, if it has one
   */
  readonly usagePolicyId?: string;
}

const TARGETS = {
  standard: 'STANDARD',
  performanceOptimized: 'PERFORMANCE_OPTIMIZED',
} as const;

/**
 * The compute of serverless jobs. The environment of the job overrides the one of a notebook, so that no notebook installs
 * packages (Databricks SDK for Python 0.156, `jobs.CreateJob.environments`).
 */
export class ServerlessCompute implements JobCompute {
  public readonly resources = [];

  constructor(private readonly props: ServerlessComputeProps) {}

  jobConfig(key: string): Pick<JobConfig, 'environment' | 'performanceTarget' | 'budgetPolicyId'> {
    const { environmentVersion, dependencies, performanceTarget, usagePolicyId } = this.props;
    const spec = { environmentVersion, dependencies: [...dependencies] };
    return {
      environment: [{ environmentKey: key, spec }],
      performanceTarget: TARGETS[performanceTarget],
      budgetPolicyId: usagePolicyId,
    };
  }

  /** Auto-optimization runs failed tasks again, also those without retries, unless it is disabled. */
  taskConfig(
    key: string,
    maxRetries: number | undefined,
  ): Pick<JobTask, 'environmentKey' | 'disableAutoOptimization'> {
    return {
      environmentKey: key,
      ...(maxRetries === 0 ? { disableAutoOptimization: true } : {}),
    };
  }
}
