/** `lakehouse env`: what cdktf, terraform and the Databricks SDKs need in their environment to use the local workspace. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { Command } from 'commander';

import { ADMIN_PROFILE, Home, PROJECT, homeOption } from '../home';

export function envCommand(): Command {
  return new Command('env')
    .description(
      'print the environment for cdktf, terraform and the SDKs: eval "$(npx lakehouse env)"',
    )
    .addOption(homeOption())
    .action((options) => {
      for (const [name, value] of Object.entries(environment(new Home(options.home)))) {
        console.log(`export ${name}='${value.replaceAll("'", `'\\''`)}'`);
      }
    });
}

/** No secret is among these: the token stays in the configuration file. */
export function environment(home: Home): Record<string, string> {
  const terraformConfig = join(PROJECT, '.build/terraform/terraform.rc');
  return {
    LAKEHOUSE_HOME: home.root,
    DATABRICKS_CONFIG_FILE: home.configFile,
    DATABRICKS_CONFIG_PROFILE: ADMIN_PROFILE,
    // the provider's own limit of 15 requests a second is for a shared service, not for this machine
    DATABRICKS_RATE_LIMIT: '1000',
    CHECKPOINT_DISABLE: '1',
    // each workspace has a state of its own: what terraform remembers of one must not meet another
    TF_DATA_DIR: join(home.root, 'terraform', 'data'),
    ...(existsSync(terraformConfig) ? { TF_CLI_CONFIG_FILE: terraformConfig } : {}),
  };
}
