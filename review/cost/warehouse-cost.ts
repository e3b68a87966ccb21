import type { Body } from '../plan/hidden';
import { blocks } from '../compute';
import { HOURS_PER_MONTH, type Cost } from './cost';
import type { PriceTable, Sku } from './price-table';
import { runsOf } from './runs';
import { warehouse as usage } from './usage.json';

/**
 * A warehouse by the hours that it is up: people's sessions, and the runs of jobs with SQL tasks,
 * each followed by the minutes until it stops by itself. What starts it often keeps it up.
 */
export function warehouseCost(body: Body, jobs: readonly Body[], prices: PriceTable): Cost {
  const size = String(body.cluster_size);
  const sku: Sku = body.enable_serverless_compute === true ? 'SQL_SERVERLESS' : 'SQL_PRO';
  const hours = hoursUp(Number(body.auto_stop_mins ?? 0), jobs);
  const dbuPerHour = prices.warehouseDbuPerHour[size];
  const usdPerDbu = prices.usdPerDbu[sku];
  const clusters = Number(body.min_num_clusters ?? 1);
  const dbu = (dbuPerHour ?? 0) * hours * clusters;
  return {
    dbu,
    usd: dbu * (usdPerDbu ?? 0),
    basis: `${hours.toFixed(0)} h of ${clusters} x ${size}, ${sku === 'SQL_SERVERLESS' ? 'serverless' : 'pro'}`,
    missing: [
      ...(dbuPerHour === undefined ? [`DBUs of a warehouse of size ${size}`] : []),
      ...(usdPerDbu === undefined ? [`price of a ${sku} DBU`] : []),
      // only of a serverless one the price has them in it
      ...(sku === 'SQL_PRO' ? ['the instances of a pro warehouse'] : []),
    ],
  };
}

function hoursUp(autoStopMinutes: number, jobs: readonly Body[]): number {
  if (autoStopMinutes <= 0) return HOURS_PER_MONTH;
  const sessions = usage.sessionsPerWorkday * usage.workdaysPerMonth;
  const ofPeople = sessions * (usage.minutesPerSession + autoStopMinutes);
  const runs = jobs
    .filter((job) => blocks(job.task).some((task) => blocks(task.sql_task).length > 0))
    .reduce((sum, job) => sum + runsOf(job).perMonth, 0);
  const ofJobs = runs * (usage.minutesPerJobRun + autoStopMinutes);
  return Math.min(HOURS_PER_MONTH, (ofPeople + ofJobs) / 60);
}
