import type { LakehouseSettings } from '../../environments/settings';
import { bodyOf, type Change } from '../plan/change';
import { Hidden, type Body } from '../plan/hidden';
import type { ReviewedPlan } from '../plan/reviewed-plan';
import { blocks, clustersIn } from '../compute';
import type { Side } from '../access/holdings';
import { clusterCost } from './cluster-cost';
import { HOURS_PER_MONTH, totalOf, type Cost, type CostComparison, type CostLine } from './cost';
import { priceTable, type PriceTable } from './price-table';
import { runsOf } from './runs';
import * as usage from './usage.json';
import { warehouseCost } from './warehouse-cost';

/** Types that cost something by themselves, and have no estimate here. */
const NOT_ESTIMATED = [
  'databricks_model_serving',
  'databricks_pipeline',
  'databricks_vector_search_endpoint',
  'databricks_online_table',
  'databricks_instance_pool',
];

/** What the stack of a plan is estimated to cost in a month, before the plan and after it. */
export function compareCost(plan: ReviewedPlan, settings: LakehouseSettings): CostComparison {
  const prices = priceTable(settings.cloud);
  if (!prices)
    return { lines: [], before: totalOf([]), after: totalOf([]), notes: [noPrices(settings)] };
  const estimated = {
    before: estimates(plan, 'before', prices),
    after: estimates(plan, 'after', prices),
  };
  const lines = plan.resources.flatMap((change) => {
    const [before, after] = [estimated.before.get(change), estimated.after.get(change)];
    if (!before && !after) return [];
    const title = String(bodyOf(change).name ?? bodyOf(change).cluster_name ?? change.name);
    return [{ address: change.address, title, ...(before && { before }), ...(after && { after }) }];
  });
  return {
    lines,
    before: totalOf([...estimated.before.values()]),
    after: totalOf([...estimated.after.values()]),
    notes: [
      `List prices of ${prices.cloud} ${prices.region} (${prices.tier}) as of ${prices.asOf}, for a month of ${HOURS_PER_MONTH} hours; runs and sessions that no schedule says are assumed (review/cost/usage.json).`,
      'Storage, requests, network and what people start beside the stack are not in it.',
    ],
  };
}

/** What two plans lead to, one against the other. */
export function comparePlans(
  base: ReviewedPlan,
  plan: ReviewedPlan,
  settings: LakehouseSettings,
): CostComparison {
  const [was, is] = [compareCost(base, settings), compareCost(plan, settings)];
  const [old, now] = [afterOf(was), afterOf(is)];
  const lines = [...new Map([...old, ...now]).values()].map(({ address, title }) => ({
    address,
    title,
    before: old.get(address)?.after,
    after: now.get(address)?.after,
  }));
  return { lines, before: was.after, after: is.after, notes: is.notes };
}

function afterOf({ lines }: CostComparison): Map<string, CostLine> {
  return new Map(lines.filter(({ after }) => after).map((line) => [line.address, line]));
}

function noPrices({ cloud }: LakehouseSettings): string {
  return cloud === 'local'
    ? 'A laptop bills nothing.'
    : `review/cost/prices.json has no prices of ${cloud}: nothing is estimated.`;
}

function estimates(plan: ReviewedPlan, side: Side, prices: PriceTable): Map<Change, Cost> {
  const jobs = plan
    .ofType('databricks_job')
    .flatMap((change) => (change[side] ? [change[side] as Body] : []));
  return new Map(
    plan.resources.flatMap((change) => {
      const body = change[side];
      const cost = body && estimate(change, body, jobs, prices);
      return cost ? [[change, cost] as const] : [];
    }),
  );
}

function estimate(
  { type }: Change,
  body: Body,
  jobs: readonly Body[],
  prices: PriceTable,
): Cost | undefined {
  switch (type) {
    case 'databricks_job':
      return jobCost(body, prices);
    case 'databricks_sql_endpoint':
      return warehouseCost(body, jobs, prices);
    case 'databricks_cluster':
      return clusterCost(body, usage.allPurposeClusterHoursPerMonth, 'ALL_PURPOSE', prices);
    default:
      return NOT_ESTIMATED.includes(type)
        ? { dbu: 0, usd: 0, basis: '', missing: [`an estimate for ${type}`] }
        : undefined;
  }
}

/** A job by its clusters; the SQL tasks are on the bill of their warehouse. */
function jobCost(job: Body, prices: PriceTable): Cost | undefined {
  const { perMonth, minutesPerRun, why } = runsOf(job);
  const hours = (perMonth * minutesPerRun) / 60;
  const costs = clustersIn('databricks_job', job).map(({ body }) =>
    clusterCost(body, hours, 'JOBS', prices),
  );
  const serverless = blocks(job.task).some(isServerless);
  if (costs.length === 0 && !serverless) return undefined;
  const { dbu, usd } = totalOf(costs);
  const runs = `${perMonth.toFixed(0)} runs (${why}) of ${minutesPerRun} min`;
  return {
    dbu,
    usd,
    basis: [runs, ...costs.map(({ basis }) => basis)].join('; '),
    missing: [
      ...costs.flatMap(({ missing }) => missing),
      ...(serverless ? ['DBUs of serverless tasks'] : []),
    ],
  };
}

/** Code that runs on no cluster that is named. */
function isServerless(task: Body): boolean {
  const runsCode = ['notebook_task', 'python_wheel_task', 'spark_python_task', 'dbt_task'].some(
    (kind) => blocks(task[kind]).length > 0,
  );
  const named = [task.job_cluster_key, task.existing_cluster_id].some(
    (value) => value instanceof Hidden || (typeof value === 'string' && value !== ''),
  );
  return runsCode && !named && blocks(task.new_cluster).length === 0;
}
