/** `lakehouse env`: what cdktf, terraform and the Databricks SDKs need in their environment to use the local workspace. */
import { Command } from 'commander';

import { environment } from '../../client/environment-variables';
import { Home } from '../../client/home';
import { homeOption } from '../options';

export function envCommand(): Command {
  return new Command('env')
    .description(
      'print the environment for cdktf, terraform and the SDKs: eval "$(npx lakehouse env)"',
    )
    .addOption(homeOption())
    .option('--json', 'as one JSON line')
    .action((options: { home?: string; json?: boolean }) => {
      const variables = environment(new Home(options.home));
      if (options.json) {
        console.log(JSON.stringify(variables));
        return;
      }
      for (const [name, value] of Object.entries(variables)) {
        console.log(`export ${name}='${value.replaceAll("'", `'\\''`)}'`);
      }
    });
}
