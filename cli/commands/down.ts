/** `lakehouse down`: ends the local workspace and what it started. Nothing of its state is lost. */
import { setTimeout as sleep } from 'node:timers/promises';

import { Command } from 'commander';

import { CliError } from '../../client/errors';
import { Home } from '../../client/home';
import { homeOption } from '../options';

const STOP_SECONDS = 30;

export function downCommand(): Command {
  return new Command('down')
    .description('stop the local workspace; its state stays')
    .addOption(homeOption())
    .action((options: { home?: string }) => down(new Home(options.home)));
}

/** Stops the process that serves `home`, if any, and waits until it is gone. */
export async function down(home: Home): Promise<void> {
  const served = home.served();
  if (!served) {
    console.log(`not up (${home.root})`);
    return;
  }
  process.kill(served.pid, 'SIGTERM');
  for (const end = Date.now() + STOP_SECONDS * 1000; Date.now() < end; await sleep(50)) {
    if (!home.served()) {
      console.log(`down (${home.root})`);
      return;
    }
  }
  throw new CliError(
    `process ${served.pid} did not end within ${STOP_SECONDS} s (see ${home.apiLog})`,
  );
}
