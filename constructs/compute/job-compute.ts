import type { JobConfig, JobTask } from '@cdktf/provider-databricks/lib/job';
import type { IConstruct } from 'constructs';

/** The compute of the notebook tasks of a job. */
export interface JobCompute {
  /** Resources that a run needs. */
  readonly resources: readonly IConstruct[];
  /**
   * Returns the part of a job's configuration that declares its compute.
   * @param key identifies the compute within the job
   */
  jobConfig(
    key: string,
  ): Pick<JobConfig, 'jobCluster' | 'environment' | 'performanceTarget' | 'budgetPolicyId'>;
  /**
   * Returns the part of a notebook task that selects this compute.
   * @param key the key that the job declares it by
   * @param maxRetries the retries of the task
   */
  taskConfig(
    key: string,
    maxRetries: number | undefined,
  ): Pick<JobTask, 'jobClusterKey' | 'environmentKey' | 'disableAutoOptimization'>;
}
