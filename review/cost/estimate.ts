import type { LakehouseSettings } from '../../environments/settings';
import type { Side } from '../access/holdings';
import { bodyOf, type Change } from '../plan/change';
import type { ReviewedPlan } from '../plan/reviewed-plan';
import { type Cost, type CostComparison, type CostLine, HOURS_PER_MONTH, totalOf } from './cost';
import { pricedRegions, type PriceSource, type PriceTable, priceTable } from './price-table';
import { resourceCost } from './resource-cost';

/** The estimated cost of a stack in a month, before a plan and after it. */
export function compareCost(plan: ReviewedPlan, settings: LakehouseSettings): CostComparison {
  const prices = priceTable({ cloud: settings.cloud, region: regionOf(settings) });
  if (!prices) {
    return {
      lines: [],
      before: totalOf([]),
      after: totalOf([]),
      notes: [noPrices(settings)],
      sources: [],
    };
  }
  const estimated = {
    before: estimates(plan, 'before', prices),
    after: estimates(plan, 'after', prices),
  };
  const lines = plan.resources.flatMap((change) => {
    const [before, after] = [estimated.before.get(change), estimated.after.get(change)];
    if (!before && !after) return [];
    return [
      {
        address: change.address,
        title: titleOf(change),
        ...(before && { before }),
        ...(after && { after }),
      },
    ];
  });
  return {
    lines,
    before: totalOf([...estimated.before.values()]),
    after: totalOf([...estimated.after.values()]),
    notes: [
      `List prices of ${prices.cloud} ${prices.region} (${prices.tier}), for a month of ${HOURS_PER_MONTH} hours. Usage that no schedule defines is assumed (review/cost/usage.json).`,
      'Requests, network and compute that people start beside the stack are not included.',
    ],
    sources: [...new Set(prices.sources.map(sourceNote))],
  };
}

/** The name of a resource as the service has it, where it is known. */
function titleOf(change: Change): string {
  const { name, cluster_name: cluster } = bodyOf(change);
  return [name, cluster].find((text) => typeof text === 'string') ?? change.name;
}

function sourceNote({ page, asOf, isVerified }: PriceSource): string {
  return `${page}: as of ${asOf}${isVerified ? '' : ', not compared with the page'}`;
}

/** The results of two plans, compared with each other. */
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
  return { lines, before: was.after, after: is.after, notes: is.notes, sources: is.sources };
}

function afterOf({ lines }: CostComparison): Map<string, CostLine> {
  return new Map(lines.filter(({ after }) => after).map((line) => [line.address, line]));
}

/** The region of the workspace, which is that of the storage where the stack declares it. */
export function regionOf({
  region,
  awsStorage,
}: Pick<LakehouseSettings, 'region' | 'awsStorage'>): string | undefined {
  return region ?? awsStorage?.region;
}

function noPrices(settings: LakehouseSettings): string {
  const { cloud } = settings;
  if (cloud === 'local') return 'A laptop bills nothing.';
  const region = regionOf(settings);
  const known = pricedRegions(cloud).join(', ') || 'none';
  return region === undefined
    ? `Nothing is estimated: the setting \`region\` is not set (regions of ${cloud} with prices: ${known}).`
    : `Nothing is estimated: review/cost/prices.json has no prices of ${cloud} ${region} (regions of ${cloud} with prices: ${known}).`;
}

function estimates(plan: ReviewedPlan, side: Side, prices: PriceTable): Map<Change, Cost> {
  const jobs = plan
    .ofType('databricks_job')
    .flatMap((change) => (change[side] ? [change[side]] : []));
  const context = { jobs, prices, since: plan.timestamp };
  return new Map(
    plan.resources.flatMap((change) => {
      const body = change[side];
      const cost = body && resourceCost(change.type, body, context);
      return cost ? [[change, cost] as const] : [];
    }),
  );
}
