import type { LakehouseSettings } from '../../environments/settings';
import { clusterCost } from './cluster-cost';
import { regionOf } from './estimate';
import { priceTable } from './price-table';
import { serverlessCost } from './serverless-cost';

/** The settings about the compute of jobs. */
type JobCompute = Pick<
  LakehouseSettings,
  'cloud' | 'region' | 'awsStorage' | 'jobCompute' | 'nodeType' | 'workers'
>;

/**
 * The list price, in US dollars, of an hour of the compute that jobs run on.
 * @returns undefined where a part of it has no price, as on a laptop
 */
export function usdPerJobHour(compute: JobCompute): number | undefined {
  const { cloud, jobCompute, nodeType, workers } = compute;
  const prices = priceTable({ cloud, region: regionOf(compute) });
  if (prices === undefined) return undefined;
  const { usd, missing } =
    jobCompute === 'serverless'
      ? serverlessCost(1, prices)
      : clusterCost({ node_type_id: nodeType ?? '', num_workers: workers ?? 0 }, 1, 'JOBS', prices);
  return missing.length > 0 ? undefined : usd;
}
