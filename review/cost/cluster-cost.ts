import { blocks } from '../../rules/compute';
import { type Body, Hidden, type Json } from '../../rules/plan-values';
import type { Cost } from './cost';
import type { PriceTable, Sku } from './price-table';

/** The cost of a cluster for some hours: its DBUs, and the instances below them. */
export function clusterCost(cluster: Body, hours: number, sku: Sku, prices: PriceTable): Cost {
  const missing = new Set<string>();
  const workers = workersOf(cluster);
  if (workers === undefined) missing.add('the number of workers, which is not known yet');
  const workerType = text(cluster.node_type_id);
  const driverType = text(cluster.driver_node_type_id) ?? workerType;
  const usdPerDbu = prices.usdPerDbu[sku];
  if (usdPerDbu === undefined) missing.add(`price of a ${sku} DBU`);
  if (cluster.runtime_engine === 'PHOTON') missing.add('additional DBUs of Photon');
  let [dbu, usd] = [0, 0];
  for (const [type, count] of [
    [driverType, 1],
    [workerType, workers ?? 0],
  ] as const) {
    if (count === 0) continue;
    const name = type ?? "a pool's instance";
    const dbuPerHour = type === undefined ? undefined : prices.nodeDbuPerHour[type];
    const usdPerHour = type === undefined ? undefined : prices.nodeUsdPerHour[type];
    if (dbuPerHour === undefined) missing.add(`DBUs of ${name}`);
    if (usdPerHour === undefined) missing.add(`price of ${name}`);
    dbu += (dbuPerHour ?? 0) * hours * count;
    usd += ((dbuPerHour ?? 0) * (usdPerDbu ?? 0) + (usdPerHour ?? 0)) * hours * count;
  }
  const count = 1 + (workers ?? 0);
  const basis = `${hours.toFixed(0)} h of ${count} x ${workerType ?? "a pool's instance"}`;
  return { dbu, usd, basis, missing: [...missing] };
}

/** The workers of a cluster, at most where it scales; undefined where they are not known yet. */
function workersOf(cluster: Body): number | undefined {
  const [scale] = blocks(cluster.autoscale);
  const workers = scale?.max_workers ?? cluster.num_workers ?? 0;
  return workers instanceof Hidden || Number.isNaN(Number(workers)) ? undefined : Number(workers);
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
