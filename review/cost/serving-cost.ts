import { blocks } from '../../rules/compute';
import { type Body, textOf } from '../../rules/plan-values';
import { type Cost, HOURS_PER_MONTH, totalOf } from './cost';
import type { PriceTable } from './price-table';
import { servingHoursPerMonth } from './usage.json';

/**
 * The least number of concurrent requests by workload size: Small 4, Medium 8 to 16, Large 16 to 64
 * (Databricks documentation, "Create custom model serving endpoints").
 */
const CONCURRENCY: Readonly<Record<string, number>> = { Small: 4, Medium: 8, Large: 16 };

/** The cost of an endpoint: the DBUs of its models, for the hours that they are up. */
export function servingCost(endpoint: Body, prices: PriceTable): Cost {
  const costs = blocks(endpoint.config)
    .flatMap((config) => [...blocks(config.served_entities), ...blocks(config.served_models)])
    .map((entity) => entityCost(entity, prices));
  const { dbu, usd } = totalOf(costs);
  return {
    dbu,
    usd,
    basis: costs.map(({ basis }) => basis).join('; '),
    missing:
      costs.length === 0
        ? ['the models of the endpoint']
        : [...new Set(costs.flatMap(({ missing }) => missing))],
  };
}

function entityCost(entity: Body, prices: PriceTable): Cost {
  const name = textOf(entity.name ?? entity.entity_name ?? entity.model_name);
  const unpriced = (missing: string): Cost => ({ dbu: 0, usd: 0, basis: name, missing: [missing] });
  if (blocks(entity.external_model).length > 0) {
    return unpriced('the requests to an external model, which its provider bills');
  }
  if (Number(entity.min_provisioned_throughput ?? entity.provisioned_model_units ?? 0) > 0) {
    return unpriced('DBUs of provisioned throughput, which depend on the model');
  }
  const workload = textOf(entity.workload_type ?? 'CPU');
  const units = workload === 'CPU' ? CONCURRENCY[textOf(entity.workload_size)] : 1;
  const perHour = prices.servingDbuPerHour[workload];
  const usdPerDbu = prices.usdPerDbu.SERVERLESS_INFERENCE;
  const hours = entity.scale_to_zero_enabled === true ? servingHoursPerMonth : HOURS_PER_MONTH;
  const dbu = (perHour ?? 0) * (units ?? 0) * hours;
  return {
    dbu,
    usd: dbu * (usdPerDbu ?? 0),
    basis: `${hours} h of ${name}, ${textOf(entity.workload_size)} ${workload}`,
    missing: [
      ...(units === undefined ? [`size of the workload ${textOf(entity.workload_size)}`] : []),
      ...(perHour === undefined ? [`DBUs of the workload type ${workload}`] : []),
      ...(usdPerDbu === undefined ? ['price of a SERVERLESS_INFERENCE DBU'] : []),
    ],
  };
}
