/** A month of the estimate: 365 days of 24 hours, by twelve. */
export const HOURS_PER_MONTH = 730;

/** An estimated cost of a month. */
export interface Cost {
  readonly dbu: number;
  /** List price in US dollars of what has a price. */
  readonly usd: number;
  /** The usage behind the estimate. */
  readonly basis: string;
  /** Missing prices and usage; with any, `dbu` and `usd` are lower bounds. */
  readonly missing: readonly string[];
}

/** The cost of one resource, before a plan and after it. */
export interface CostLine {
  readonly address: string;
  readonly title: string;
  /** @default - it did not exist */
  readonly before?: Cost;
  /** @default - it is destroyed */
  readonly after?: Cost;
}

export interface CostTotal {
  readonly dbu: number;
  readonly usd: number;
  /** Resources whose price is not, or not wholly, known. */
  readonly unpriced: number;
}

/** The estimated cost of a stack in a month, before a plan and after it. */
export interface CostComparison {
  readonly lines: readonly CostLine[];
  readonly before: CostTotal;
  readonly after: CostTotal;
  /** The region of the prices, and what is not included. */
  readonly notes: readonly string[];
  /** The page and the month of each price. */
  readonly sources: readonly string[];
}

export function totalOf(costs: readonly (Cost | undefined)[]): CostTotal {
  const given = costs.filter((cost) => cost !== undefined);
  return {
    dbu: given.reduce((sum, { dbu }) => sum + dbu, 0),
    usd: given.reduce((sum, { usd }) => sum + usd, 0),
    unpriced: given.filter(({ missing }) => missing.length > 0).length,
  };
}
