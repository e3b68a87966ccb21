/** `lakehouse token`: the token of a principal of the local workspace, for SDKs and other tools. */
import { Command } from 'commander';

import { credentials } from '../../client/credentials';
import { Home } from '../../client/home';
import { homeOption } from '../options';
import { profileFor } from '../principals';

export function tokenCommand(): Command {
  return new Command('token')
    .description(
      "print a principal's token for the local workspace: DATABRICKS_TOKEN=$(npx lakehouse token ...)",
    )
    .argument('<principal>', 'a user, a service principal, or an e-mail of silver.reps')
    .addOption(homeOption())
    .action(async (principal: string, options: { home?: string }) => {
      const home = new Home(options.home);
      const profile = await profileFor(home, principal);
      console.log(credentials({ home: home.root, profile }).token);
    });
}
