import type { Body, Json } from '../plan/hidden';
import { blocks } from '../compute';
import type { Cost } from './cost';
import type { PriceTable, Sku } from './price-table';

/** What a cluster costs that runs for some hours: its DBUs, and the instances below them. */
export function clusterCost(cluster: Body, hours: number, sku: Sku, prices: PriceTable): Cost {
  const workers = workersOf(cluster);
  const workerType = text(cluster.node_type_id);
  const driverType = text(cluster.driver_node_type_id) ?? workerType;
  const types = [driverType, ...Array.from({ length: workers }, () => workerType)];
  const missing = new Set<string>();
  const usdPerDbu = prices.usdPerDbu[sku];
  if (usdPerDbu === undefined) missing.add(`price of a ${sku} DBU`);
  if (cluster.runtime_engine === 'PHOTON') missing.add('DBUs that Photon takes beside');
  let [dbu, usd] = [0, 0];
  for (const type of types) {
    const node = type === undefined ? undefined : prices.nodes[type];
    if (node?.dbuPerHour === undefined) missing.add(`DBUs of ${type ?? 'a pool’s instance'}`);
    if (node?.usdPerHour === undefined) missing.add(`price of ${type ?? 'a pool’s instance'}`);
    dbu += (node?.dbuPerHour ?? 0) * hours;
    usd += ((node?.dbuPerHour ?? 0) * (usdPerDbu ?? 0) + (node?.usdPerHour ?? 0)) * hours;
  }
  const basis = `${hours.toFixed(0)} h of ${types.length} x ${workerType ?? 'a pool’s instance'}`;
  return { dbu, usd, basis, missing: [...missing] };
}

/** The workers of a cluster; of one that scales the most. */
function workersOf(cluster: Body): number {
  const [scale] = blocks(cluster.autoscale);
  return Number(scale?.max_workers ?? cluster.num_workers ?? 0);
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
