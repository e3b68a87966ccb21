import { dev } from './dev';
import { local } from './local';
import { prod } from './prod';
import type { LakehouseSettings } from './settings';
import { staging } from './staging';
import { validateSettings } from './validate';

/**
 * The settings of every environment, checked. LAKEHOUSE_HOME names the local workspace's folder;
 * LAKEHOUSE_LOCAL_SETTINGS, a JSON object, replaces settings of `local` to try them.
 */
export function environments(variables: NodeJS.ProcessEnv = process.env): LakehouseSettings[] {
  const overrides = parseOverrides(variables.LAKEHOUSE_LOCAL_SETTINGS);
  const home = variables.LAKEHOUSE_HOME || undefined;
  return [local({ home, overrides }), dev, staging, prod].map(validateSettings);
}

function parseOverrides(text: string | undefined): Partial<LakehouseSettings> {
  if (!text) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`LAKEHOUSE_LOCAL_SETTINGS must be a JSON object, got: ${text}`);
  }
  return value;
}
