import { blocks } from '../../rules/compute';
import { type Body, Hidden, textOf } from '../../rules/plan-values';
import { type Cost, HOURS_PER_MONTH } from './cost';
import type { PriceTable, Sku } from './price-table';
import { runsOf } from './runs';
import { warehouse as usage } from './usage.json';

/**
 * A warehouse by the hours that it is up: people's sessions, and the runs of jobs with SQL tasks, each
 * followed by the minutes until it stops by itself. Frequent runs keep it up.
 */
export function warehouseCost(
  body: Body,
  jobs: readonly Body[],
  prices: PriceTable,
  since?: Date,
): Cost {
  const size = body.cluster_size instanceof Hidden ? undefined : textOf(body.cluster_size);
  const sku: Sku = body.enable_serverless_compute === true ? 'SQL_SERVERLESS' : 'SQL_PRO';
  const { hours, missing } = hoursUp(body, jobs, since);
  const dbuPerHour = size === undefined ? undefined : prices.warehouseDbuPerHour[size];
  const usdPerDbu = prices.usdPerDbu[sku];
  const clusters = body.min_num_clusters instanceof Hidden ? 1 : Number(body.min_num_clusters ?? 1);
  const dbu = (dbuPerHour ?? 0) * hours * clusters;
  return {
    dbu,
    usd: dbu * (usdPerDbu ?? 0),
    basis: `${hours.toFixed(0)} h of ${clusters} x ${size ?? 'an unknown size'}, ${sku === 'SQL_SERVERLESS' ? 'serverless' : 'pro'}`,
    missing: [
      ...missing,
      ...(dbuPerHour === undefined
        ? [
            `DBUs of a warehouse of ${size === undefined ? 'a size that is not known yet' : `size ${size}`}`,
          ]
        : []),
      ...(usdPerDbu === undefined ? [`price of a ${sku} DBU`] : []),
      // the price of a serverless DBU includes them
      ...(sku === 'SQL_PRO' ? ['the instances of a pro warehouse'] : []),
    ],
  };
}

function hoursUp(
  body: Body,
  jobs: readonly Body[],
  since: Date | undefined,
): { hours: number; missing: string[] } {
  if (body.auto_stop_mins instanceof Hidden) {
    return { hours: 0, missing: ['the minutes until it stops, which are not known yet'] };
  }
  const autoStopMinutes = Number(body.auto_stop_mins ?? 0);
  if (autoStopMinutes <= 0) return { hours: HOURS_PER_MONTH, missing: [] };
  const sessions = usage.sessionsPerWorkday * usage.workdaysPerMonth;
  const ofPeople = sessions * (usage.minutesPerSession + autoStopMinutes);
  const runs = jobs
    .filter((job) => blocks(job.task).some((task) => blocks(task.sql_task).length > 0))
    .map((job) => runsOf(job, since));
  const perMonth = runs.reduce((sum, run) => sum + run.perMonth, 0);
  const ofJobs = perMonth * (usage.minutesPerJobRun + autoStopMinutes);
  return {
    hours: Math.min(HOURS_PER_MONTH, (ofPeople + ofJobs) / 60),
    missing: runs.flatMap((run) => run.missing ?? []),
  };
}
