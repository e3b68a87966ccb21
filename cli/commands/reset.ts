/** `lakehouse reset`: removes a local workspace with its tables, files and terraform state. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { Command } from 'commander';

import { CliError } from '../../client/errors';
import { Home } from '../../client/home';
import { confirmed } from '../confirmed';
import { homeOption } from '../options';
import { down } from './down';

export function resetCommand(): Command {
  return new Command('reset')
    .description('stop the local workspace and remove all it holds')
    .addOption(homeOption())
    .option('--yes', 'do not ask')
    .action((options: { home?: string; yes?: boolean }) =>
      reset(new Home(options.home), Boolean(options.yes)),
    );
}

async function reset(home: Home, yes: boolean): Promise<void> {
  if (!home.exists) {
    console.log(`nothing there (${home.root})`);
    return;
  }
  // a wrong --home must not remove a folder that is no workspace
  if (!existsSync(join(home.root, 'state.json')) && !existsSync(join(home.root, 'logs'))) {
    throw new CliError(
      `--home: not the folder of a local workspace, got ${home.root} without state.json`,
    );
  }
  if (
    !yes &&
    !(await confirmed(`Remove ${home.root} with its tables, files and terraform state?`))
  ) {
    throw new CliError('not removed: answer yes, or give --yes');
  }
  await down(home);
  rmSync(home.root, { recursive: true, force: true, maxRetries: 3 });
  console.log(`removed ${home.root}`);
}
