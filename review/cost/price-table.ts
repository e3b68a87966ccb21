import type { Cloud } from '../../environments/settings';
import { tables } from './prices.json';

/** What is billed by DBU. */
export type Sku = 'ALL_PURPOSE' | 'JOBS' | 'SQL_PRO' | 'SQL_SERVERLESS';

/** List prices of one cloud and region. What is not in it has no price: it is never taken for 0. */
export interface PriceTable {
  readonly cloud: string;
  readonly region: string;
  readonly tier: string;
  readonly currency: string;
  /** The month in which the prices were looked up. */
  readonly asOf: string;
  readonly sources: readonly string[];
  readonly usdPerDbu: Readonly<Partial<Record<Sku, number>>>;
  readonly warehouseDbuPerHour: Readonly<Record<string, number>>;
  readonly nodes: Readonly<Record<string, NodePrice>>;
}

export interface NodePrice {
  /** @default - not known */
  readonly dbuPerHour?: number;
  /** On demand. @default - not known */
  readonly usdPerHour?: number;
}

/** The prices of a cloud; undefined where there are none, as on a laptop. */
export function priceTable(cloud: Cloud): PriceTable | undefined {
  return (tables as readonly PriceTable[]).find((table) => table.cloud === cloud);
}
