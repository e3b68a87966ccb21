/** A month of the estimate: 365 days of 24 hours, by twelve. */
export const HOURS_PER_MONTH = 730;

/** What something is estimated to cost in a month. */
export interface Cost {
  readonly dbu: number;
  /** List price in US dollars of what has a price. */
  readonly usd: number;
  /** How it was worked out. */
  readonly basis: string;
  /** What has no price: with it, `dbu` and `usd` are the least it can be. */
  readonly missing: readonly string[];
}

/** One resource that costs something, before a plan and after it. */
export interface CostLine {
  readonly address: string;
  readonly title: string;
  /** @default - it was not there */
  readonly before?: Cost;
  /** @default - it is gone */
  readonly after?: Cost;
}

export interface CostTotal {
  readonly dbu: number;
  readonly usd: number;
  /** Resources whose price is not, or not wholly, known. */
  readonly unpriced: number;
}

/** What a stack is estimated to cost in a month, before a plan and after it. */
export interface CostComparison {
  readonly lines: readonly CostLine[];
  readonly before: CostTotal;
  readonly after: CostTotal;
  /** Whose prices, as of when, and what is left out. */
  readonly notes: readonly string[];
}

export function totalOf(costs: readonly (Cost | undefined)[]): CostTotal {
  const given = costs.filter((cost) => cost !== undefined);
  return {
    dbu: given.reduce((sum, { dbu }) => sum + dbu, 0),
    usd: given.reduce((sum, { usd }) => sum + usd, 0),
    unpriced: given.filter(({ missing }) => missing.length > 0).length,
  };
}
