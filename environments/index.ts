import { DEPLOYED } from './deployed';
import { local } from './local';
import { rehearsed } from './rehearsal';
import type { LakehouseSettings } from './settings';
import { validateSettings } from './settings';
import { requireDistinctStates } from './settings/state';

/**
 * The settings of every environment, checked. LAKEHOUSE_HOME names the local workspace's folder;
 * LAKEHOUSE_LOCAL_SETTINGS, a JSON object, replaces settings of `local` to try them.
 * LAKEHOUSE_REHEARSAL, a folder, has the others deploy to local workspaces in it, one for each.
 * LAKEHOUSE_PROFILE_<ENVIRONMENT> is the profile to sign in to one of them with.
 */
export function environments(
  variables: NodeJS.ProcessEnv = process.env,
): [local: LakehouseSettings, ...others: LakehouseSettings[]] {
  const overrides = parseOverrides(variables.LAKEHOUSE_LOCAL_SETTINGS);
  const home = variables.LAKEHOUSE_HOME || undefined;
  const folder = variables.LAKEHOUSE_REHEARSAL;
  const others = DEPLOYED.map((one) => withProfile(one, variables)).map((one) =>
    folder ? rehearsed(one, folder) : one,
  );
  const ofLocal = validateSettings(local({ home, overrides }));
  const all = [ofLocal, ...others.map(validateSettings)] as const;
  requireDistinctStates(all);
  return [...all];
}

/** A manual deployment to several environments has a profile for each. */
function withProfile(settings: LakehouseSettings, variables: NodeJS.ProcessEnv): LakehouseSettings {
  const name = settings.environment.toUpperCase().replaceAll('-', '_');
  const profile = variables[`LAKEHOUSE_PROFILE_${name}`];
  return profile ? { ...settings, workspaceProfile: profile } : settings;
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
    throw new Error(`LAKEHOUSE_LOCAL_SETTINGS: not a JSON object, got ${text}`);
  }
  return value;
}
