/** The settings of the environment that a command names. */
import { environments } from '../environments';
import type { LakehouseSettings } from '../environments/settings';
import { CliError } from '../cli/errors';

/** @throws CliError where there is no environment of that name, or settings are not sound */
export function settingsOf(
  environment: string,
  variables: NodeJS.ProcessEnv = process.env,
): LakehouseSettings {
  let all: LakehouseSettings[];
  try {
    all = environments(variables);
  } catch (error) {
    throw new CliError((error as Error).message);
  }
  const found = all.find((settings) => settings.environment === environment);
  if (found === undefined) {
    const known = all.map((settings) => settings.environment).join(', ');
    throw new CliError(`the environment must be one of ${known}, got: ${environment}`);
  }
  return found;
}
