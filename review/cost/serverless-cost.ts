import type { Cost } from './cost';
import type { PriceTable } from './price-table';
import { serverless } from './usage.json';

/**
 * The cost of serverless jobs and pipelines. Databricks chooses the size of serverless compute, so
 * the DBUs of an hour are known from the bill alone (sql/cost/billed_by_resource.sql): a team enters
 * them in usage.json.
 */
export function serverlessCost(hours: number, prices: PriceTable): Cost {
  const perHour: number | null = serverless.dbuPerHour;
  const usdPerDbu = prices.usdPerDbu.JOBS_SERVERLESS;
  const dbu = (perHour ?? 0) * hours;
  return {
    dbu,
    usd: dbu * (usdPerDbu ?? 0),
    basis: `${hours.toFixed(0)} h serverless`,
    missing: [
      ...(perHour === null ? ['DBUs of an hour of serverless compute'] : []),
      ...(usdPerDbu === undefined ? ['price of a JOBS_SERVERLESS DBU'] : []),
    ],
  };
}
