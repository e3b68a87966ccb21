import { DEPLOYABLE_WAREHOUSE_SIZES } from '../../rules/warehouse-sizes';
import type { LakehouseSettings } from '.';
import { CLOUDS } from './clouds';
import { Problems } from './problems';
import { runtimeProblems } from './runtime';
import { serverlessProblems } from './serverless';
import type { Topic, WithDefaults } from './topic';

/** The SQL warehouse, and the compute of jobs. */
export interface ComputeSettings {
  /** The size of the SQL warehouse: `2X-Small` to `4X-Large`. */
  readonly warehouseSize: string;
  readonly warehouseType: 'serverless' | 'pro';
  /** The idle time after which the warehouse stops. At least 10 for `pro`. */
  readonly warehouseAutoStopMinutes: number;
  readonly warehouseMaxClusters: number;
  /**
   * The compute of notebook tasks: a cluster for each run of a job, or serverless compute, which
   * needs no resource in your cloud account.
   * @default cluster
   */
  readonly jobCompute?: 'cluster' | 'serverless';
  /**
   * The Databricks runtime of clusters: 17.3 or later.
   * @default - none: required for clusters
   */
  readonly sparkVersion?: string;
  /**
   * The node type of clusters.
   * @default - none: required for clusters
   */
  readonly nodeType?: string;
  /**
   * The number of workers of a cluster. 0: a single-node cluster.
   * @default - none: required for clusters
   */
  readonly workers?: number;
  /**
   * The version of the environment of serverless jobs, which fixes Python and its packages.
   * @default 4
   */
  readonly serverlessEnvironmentVersion?: string;
  /**
   * The performance target of serverless jobs. `performanceOptimized` starts within seconds, and
   * costs more than `standard`, which starts within minutes.
   * @default standard
   */
  readonly serverlessPerformanceTarget?: 'standard' | 'performanceOptimized';
  /**
   * The id of the serverless usage policy (budget policy) that the usage of serverless jobs and of
   * the serverless pipeline is attributed to.
   * @default - the default policy of the jobs' principal, if it has one
   */
  readonly serverlessUsagePolicyId?: string;
}

const DEFAULT_ENVIRONMENT_VERSION = '4';

/** Settings of compute. */
export const COMPUTE: Topic<
  ComputeSettings,
  WithDefaults<
    ComputeSettings,
    'jobCompute' | 'serverlessEnvironmentVersion' | 'serverlessPerformanceTarget'
  >
> = {
  names: {
    warehouseSize: true,
    warehouseType: true,
    warehouseAutoStopMinutes: true,
    warehouseMaxClusters: true,
    jobCompute: true,
    sparkVersion: true,
    nodeType: true,
    workers: true,
    serverlessEnvironmentVersion: true,
    serverlessPerformanceTarget: true,
    serverlessUsagePolicyId: true,
  },
  resolve: (settings) => ({
    jobCompute: settings.jobCompute ?? 'cluster',
    serverlessEnvironmentVersion:
      settings.serverlessEnvironmentVersion ?? DEFAULT_ENVIRONMENT_VERSION,
    serverlessPerformanceTarget: settings.serverlessPerformanceTarget ?? 'standard',
  }),
  problems: (settings) => {
    const problems = new Problems(settings);
    problems.oneOf('warehouseSize', DEPLOYABLE_WAREHOUSE_SIZES);
    problems.oneOf('warehouseType', ['serverless', 'pro']);
    const lowest = settings.warehouseType === 'pro' ? 10 : 1;
    problems.within('warehouseAutoStopMinutes', lowest, 1440);
    problems.within('warehouseMaxClusters', 1, 30);
    if (problems.has('jobCompute')) problems.oneOf('jobCompute', ['cluster', 'serverless']);
    return [...problems.all, ...clusterProblems(settings), ...serverlessProblems(settings)];
  },
};

/** Problems of the size and runtime of clusters: also of those that no job uses, where they are set. */
function clusterProblems(settings: LakehouseSettings): string[] {
  const problems = new Problems(settings);
  const isRequired = settings.jobCompute !== 'serverless';
  if (isRequired || problems.has('sparkVersion')) {
    problems.all.push(...runtimeProblems('sparkVersion', settings.sparkVersion));
  }
  if ((isRequired || problems.has('nodeType')) && Object.hasOwn(CLOUDS, settings.cloud)) {
    const { pattern, example } = CLOUDS[settings.cloud].nodeType;
    const problem = `not a node type of ${settings.cloud} such as ${example}`;
    problems.matches('nodeType', pattern, settings.cloud === 'local' ? 'blank' : problem);
  }
  if (isRequired || problems.has('workers')) problems.within('workers', 0, 1000);
  return problems.all;
}
