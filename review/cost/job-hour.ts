import type { LakehouseSettings } from '../../environments/settings';
import { clusterCost } from './cluster-cost';
import { priceTable } from './price-table';

/** What jobs compute on, of all settings. */
type JobCompute = Pick<LakehouseSettings, 'cloud' | 'nodeType' | 'workers'>;

/**
 * The list price, in US dollars, of an hour of the cluster that jobs run on.
 * @returns undefined where a part of it has no price, as on a laptop
 */
export function usdPerJobHour({ cloud, nodeType, workers }: JobCompute): number | undefined {
  const prices = priceTable(cloud);
  if (prices === undefined) return undefined;
  const cluster = { node_type_id: nodeType, num_workers: workers };
  const { usd, missing } = clusterCost(cluster, 1, 'JOBS', prices);
  return missing.length > 0 ? undefined : usd;
}
