import type { Cloud } from '../../environments/settings';
import { rates, tables } from './prices.json';

/** The products that are billed by DBU. */
export type Sku =
  | 'ALL_PURPOSE'
  | 'JOBS'
  | 'JOBS_SERVERLESS'
  | 'SQL_PRO'
  | 'SQL_SERVERLESS'
  | 'DLT_CORE'
  | 'DLT_PRO'
  | 'DLT_ADVANCED'
  | 'SERVERLESS_INFERENCE';

/** The source of a part of the prices. */
export interface PriceSource {
  readonly source: string;
  /** The vendor's page with the prices. */
  readonly page: string;
  /** The month of the prices. */
  readonly asOf: string;
  /** True if the part was compared with the vendor's page. */
  readonly isVerified: boolean;
}

/** List prices of one cloud and region. A price that is not in it is unknown, never 0. */
export interface PriceTable {
  readonly cloud: string;
  readonly region: string;
  readonly tier: string;
  readonly sources: readonly PriceSource[];
  readonly usdPerDbu: Numbers;
  readonly nodeUsdPerHour: Numbers;
  readonly nodeDbuPerHour: Numbers;
  readonly warehouseDbuPerHour: Numbers;
  /** For each concurrent request on a CPU, for each replica on a GPU. */
  readonly servingDbuPerHour: Numbers;
  readonly vectorSearchDbuPerHour: Numbers;
  readonly storageUsdPerGbMonth?: number;
}

type Numbers = Readonly<Record<string, number | undefined>>;
type Part = PriceSource &
  Partial<
    Pick<
      PriceTable,
      | 'usdPerDbu'
      | 'nodeUsdPerHour'
      | 'nodeDbuPerHour'
      | 'warehouseDbuPerHour'
      | 'servingDbuPerHour'
      | 'vectorSearchDbuPerHour'
      | 'storageUsdPerGbMonth'
    >
  >;

/** The place that prices are for. */
export interface PricedPlace {
  readonly cloud: Cloud;
  /** @default - unknown, so nothing has a price */
  readonly region?: string;
}

/** The prices of a cloud and region; undefined where prices.json has none. */
export function priceTable({ cloud, region }: PricedPlace): PriceTable | undefined {
  const table = tables.find((one) => one.cloud === cloud && one.region === region);
  if (table === undefined) return undefined;
  const parts: readonly Part[] = [...table.parts, ...rates];
  return {
    cloud: table.cloud,
    region: table.region,
    tier: table.tier,
    sources: parts,
    usdPerDbu: merged(parts, 'usdPerDbu'),
    nodeUsdPerHour: merged(parts, 'nodeUsdPerHour'),
    nodeDbuPerHour: merged(parts, 'nodeDbuPerHour'),
    warehouseDbuPerHour: merged(parts, 'warehouseDbuPerHour'),
    servingDbuPerHour: merged(parts, 'servingDbuPerHour'),
    vectorSearchDbuPerHour: merged(parts, 'vectorSearchDbuPerHour'),
    storageUsdPerGbMonth: parts.find((part) => part.storageUsdPerGbMonth !== undefined)
      ?.storageUsdPerGbMonth,
  };
}

/** The regions of a cloud that have prices. */
export function pricedRegions(cloud: Cloud): string[] {
  return tables.filter((table) => table.cloud === cloud).map(({ region }) => region);
}

type NumberField = Exclude<keyof Part, keyof PriceSource | 'storageUsdPerGbMonth'>;

function merged(parts: readonly Part[], field: NumberField): Numbers {
  return Object.assign({}, ...parts.map((part) => part[field] ?? {})) as Numbers;
}
