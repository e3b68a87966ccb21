import { DEPLOYABLE_WAREHOUSE_SIZES } from '../../rules/warehouse-sizes';
import { CLOUDS } from './clouds';
import { Problems } from './problems';
import { runtimeProblems } from './runtime';
import { NO_DEFAULTS, type Topic } from './topic';

/** The SQL warehouse, and the clusters of jobs. */
export interface ComputeSettings {
  /** The size of the SQL warehouse: `2X-Small` to `4X-Large`. */
  readonly warehouseSize: string;
  readonly warehouseType: 'serverless' | 'pro';
  /** The idle time after which the warehouse stops. At least 10 for `pro`. */
  readonly warehouseAutoStopMinutes: number;
  readonly warehouseMaxClusters: number;
  /** The Databricks runtime of job clusters: 17.3 or later. */
  readonly sparkVersion: string;
  /** The node type of job clusters. */
  readonly nodeType: string;
  /** The number of workers of a job cluster. 0: a single-node cluster. */
  readonly workers: number;
}

/** Settings of compute. */
export const COMPUTE: Topic<ComputeSettings> = {
  names: {
    warehouseSize: true,
    warehouseType: true,
    warehouseAutoStopMinutes: true,
    warehouseMaxClusters: true,
    sparkVersion: true,
    nodeType: true,
    workers: true,
  },
  resolve: NO_DEFAULTS,
  problems: (settings) => {
    const problems = new Problems(settings);
    problems.oneOf('warehouseSize', DEPLOYABLE_WAREHOUSE_SIZES);
    problems.oneOf('warehouseType', ['serverless', 'pro']);
    const lowest = settings.warehouseType === 'pro' ? 10 : 1;
    problems.within('warehouseAutoStopMinutes', lowest, 1440);
    problems.within('warehouseMaxClusters', 1, 30);
    problems.all.push(...runtimeProblems('sparkVersion', settings.sparkVersion));
    if (Object.hasOwn(CLOUDS, settings.cloud)) {
      const { pattern, example } = CLOUDS[settings.cloud].nodeType;
      const problem = `not a node type of ${settings.cloud} such as ${example}`;
      problems.matches('nodeType', pattern, settings.cloud === 'local' ? 'blank' : problem);
    }
    problems.within('workers', 0, 1000);
    return problems.all;
  },
};
