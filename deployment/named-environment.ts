/** The settings of the environment that a command names. */
import { CliError } from '../client/errors';
import { environments } from '../environments';
import type { LakehouseSettings } from '../environments/settings';

/**
 * @param option what the environment was named by, for the error
 * @throws CliError where there is no environment of that name, or settings are not sound
 */
export function settingsOf(environment: string, option = '--env'): LakehouseSettings {
  const all = known();
  const found = all.find((settings) => settings.environment === environment);
  if (found) return found;
  const names = all.map((settings) => settings.environment).join(', ');
  throw new CliError(`${option}: not one of ${names}, got ${environment}`);
}

function known(): LakehouseSettings[] {
  try {
    return environments();
  } catch (error) {
    throw new CliError((error as Error).message);
  }
}
