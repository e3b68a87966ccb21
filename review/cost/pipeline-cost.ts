import { blocks, clustersIn } from '../../rules/compute';
import { type Body, Hidden, textOf } from '../../rules/plan-values';
import { clusterCost } from './cluster-cost';
import { type Cost, HOURS_PER_MONTH, totalOf } from './cost';
import type { PriceTable, Sku } from './price-table';
import { runsOf } from './runs';
import { serverlessCost } from './serverless-cost';
import { pipelineUpdateMinutes } from './usage.json';

/** The cost of a pipeline: its clusters, for the hours of its updates. */
export function pipelineCost(
  pipeline: Body,
  jobs: readonly Body[],
  prices: PriceTable,
  since: Date | undefined,
): Cost {
  const { hours, why, missing } = hoursOf(pipeline, jobs, since);
  if (pipeline.serverless === true) {
    const cost = serverlessCost(hours, prices);
    return { ...cost, basis: `${why}; ${cost.basis}`, missing: [...missing, ...cost.missing] };
  }
  const edition = textOf(pipeline.edition ?? 'ADVANCED').toUpperCase();
  const sku = `DLT_${edition}` as Sku;
  const clusters = clustersIn('databricks_pipeline', pipeline);
  const costs = clusters.map(({ body }) => clusterCost(body, hours, sku, prices));
  const { dbu, usd } = totalOf(costs);
  return {
    dbu,
    usd,
    basis: [why, ...costs.map(({ basis }) => basis)].join('; '),
    missing: [
      ...missing,
      ...costs.flatMap((cost) => cost.missing),
      ...(clusters.length === 0 ? ['the default cluster of the pipeline'] : []),
    ],
  };
}

/** The hours of updates in a month: all of them, or those of the jobs that start updates. */
function hoursOf(
  pipeline: Body,
  jobs: readonly Body[],
  since: Date | undefined,
): { hours: number; why: string; missing: string[] } {
  if (pipeline.continuous === true) {
    return { hours: HOURS_PER_MONTH, why: 'runs continuously', missing: [] };
  }
  const starters = jobs.filter((job) => blocks(job.task).some((task) => starts(task, pipeline)));
  const runs = starters.map((job) => runsOf(job, since));
  const updates = runs.reduce((sum, { perMonth }) => sum + perMonth, 0);
  return {
    hours: (updates * pipelineUpdateMinutes) / 60,
    why: `${updates.toFixed(0)} updates of ${pipelineUpdateMinutes} min`,
    missing: runs.flatMap((run) => run.missing ?? []),
  };
}

/** True if a task updates the pipeline. The id of a new pipeline is not known yet. */
function starts(task: Body, pipeline: Body): boolean {
  return blocks(task.pipeline_task).some(
    ({ pipeline_id: id }) => id instanceof Hidden || id === pipeline.id,
  );
}
