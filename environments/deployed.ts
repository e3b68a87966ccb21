/** The environments that are deployed to Databricks, in this order; `npx lakehouse init` adds to them. */
import { dev } from './dev';
import { prod } from './prod';
import type { LakehouseSettings } from './settings';
import { staging } from './staging';

export const DEPLOYED: readonly LakehouseSettings[] = [dev, staging, prod];
