/** Environment variables that lead cdktf, terraform and the Databricks SDKs to a local workspace. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { ADMIN_PROFILE, Home, PROJECT } from './home';

/** Environment variables; the type names those that callers read. */
interface WorkspaceEnvironment extends Record<string, string> {
  readonly TF_DATA_DIR: string;
}

/** No secret is among these: the token stays in the configuration file. */
export function environment(home: Home): WorkspaceEnvironment {
  return {
    LAKEHOUSE_HOME: home.root,
    DATABRICKS_CONFIG_FILE: home.configFile,
    DATABRICKS_CONFIG_PROFILE: ADMIN_PROFILE,
    // the provider's own limit of 15 requests a second is for a shared service, not for this machine
    DATABRICKS_RATE_LIMIT: '1000',
    CHECKPOINT_DISABLE: '1',
    // one data directory per workspace: terraform must not mix the state of two
    TF_DATA_DIR: join(home.root, 'terraform', 'data'),
    ...providerMirror(),
  };
}

/** Returns variables that lead terraform to the filesystem mirror of set-up. */
export function providerMirror(): Record<string, string> {
  const folder = join(PROJECT, '.build/terraform');
  const configFile = join(folder, 'terraform.rc');
  if (!existsSync(configFile)) return {};
  const mirror = join(folder, 'mirror');
  // cdktf has the providers locked for linux_amd64, by a command that does not read the configuration file
  const found = readdirSync(mirror, { recursive: true, encoding: 'utf8' });
  const locks = found.some((path) => path.endsWith('linux_amd64'));
  return {
    TF_CLI_CONFIG_FILE: configFile,
    ...(locks && { TF_CLI_ARGS_providers_lock: `-fs-mirror=${mirror}` }),
  };
}
