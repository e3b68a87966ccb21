import { clustersIn, isServerlessTask, tasksIn } from '../../rules/compute';
import { type Body, textOf } from '../../rules/plan-values';
import { clusterCost } from './cluster-cost';
import { type Cost, HOURS_PER_MONTH, totalOf } from './cost';
import { pipelineCost } from './pipeline-cost';
import type { PriceTable } from './price-table';
import { runsOf } from './runs';
import { serverlessCost } from './serverless-cost';
import { servingCost } from './serving-cost';
import * as usage from './usage.json';
import { warehouseCost } from './warehouse-cost';

/** The rest of a stack that the cost of one resource depends on. */
export interface CostContext {
  readonly jobs: readonly Body[];
  readonly prices: PriceTable;
  /** Start of the year that schedules are counted in. @default - a fixed one */
  readonly since?: Date;
}

/** Types that are billed, and whose usage no configuration shows. */
const NOT_ESTIMATED = new Set([
  'databricks_app',
  'databricks_database_instance',
  'databricks_instance_pool',
  'databricks_lakehouse_monitor',
  'databricks_model_serving_provisioned_throughput',
  'databricks_online_store',
  'databricks_online_table',
  'databricks_quality_monitor',
]);

/** The cost of one resource in a month; undefined for a type that is not billed. */
export function resourceCost(type: string, body: Body, context: CostContext): Cost | undefined {
  const { jobs, prices, since } = context;
  switch (type) {
    case 'databricks_job':
      return jobCost(body, context);
    case 'databricks_sql_endpoint':
      return warehouseCost(body, jobs, prices, since);
    case 'databricks_cluster':
      return clusterCost(body, usage.allPurposeClusterHoursPerMonth, 'ALL_PURPOSE', prices);
    case 'databricks_pipeline':
      return pipelineCost(body, jobs, prices, since);
    case 'databricks_model_serving':
      return servingCost(body, prices);
    case 'databricks_vector_search_endpoint':
      return vectorSearchCost(body, prices);
    case 'aws_s3_bucket':
      return storageCost(prices);
    default:
      return NOT_ESTIMATED.has(type)
        ? { dbu: 0, usd: 0, basis: '', missing: [`an estimate for ${type}`] }
        : undefined;
  }
}

/** A job by its clusters. Its SQL tasks are billed with their warehouse. */
function jobCost(job: Body, { prices, since }: CostContext): Cost | undefined {
  const { perMonth, minutesPerRun, why, missing } = runsOf(job, since);
  const hours = (perMonth * minutesPerRun) / 60;
  const costs = [
    ...clustersIn('databricks_job', job).map(({ body }) =>
      clusterCost(body, hours, 'JOBS', prices),
    ),
    ...(tasksIn(job).some(({ body }) => isServerlessTask(body))
      ? [serverlessCost(hours, prices)]
      : []),
  ];
  if (costs.length === 0) return undefined;
  const { dbu, usd } = totalOf(costs);
  const runs = `${perMonth.toFixed(0)} runs (${why}) of ${minutesPerRun} min`;
  return {
    dbu,
    usd,
    basis: [runs, ...costs.map(({ basis }) => basis)].join('; '),
    missing: [...(missing ? [missing] : []), ...costs.flatMap((cost) => cost.missing)],
  };
}

/** An endpoint is billed for every hour that it exists. */
function vectorSearchCost(body: Body, prices: PriceTable): Cost {
  const type = textOf(body.endpoint_type ?? 'STANDARD');
  const perHour = prices.vectorSearchDbuPerHour[type];
  const usdPerDbu = prices.usdPerDbu.SERVERLESS_INFERENCE;
  const dbu = (perHour ?? 0) * HOURS_PER_MONTH;
  return {
    dbu,
    usd: dbu * (usdPerDbu ?? 0),
    basis: `${HOURS_PER_MONTH} h of one unit, ${type}`,
    missing: [
      ...(perHour === undefined ? [`DBUs of a vector search endpoint of type ${type}`] : []),
      ...(usdPerDbu === undefined ? ['price of a SERVERLESS_INFERENCE DBU'] : []),
    ],
  };
}

function storageCost({ storageUsdPerGbMonth: price }: PriceTable): Cost {
  const gigabytes = usage.storageGbPerBucket;
  return {
    dbu: 0,
    usd: gigabytes * (price ?? 0),
    basis: `${gigabytes} GB stored`,
    missing: price === undefined ? ['price of a GB of storage'] : [],
  };
}
