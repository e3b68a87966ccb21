/** `lakehouse status`: whether the local workspace is up, and what it holds. */
import { Command } from 'commander';

import { Home, homeOption } from '../home';

export function statusCommand(): Command {
  return new Command('status')
    .description('say whether the local workspace is up')
    .addOption(homeOption())
    .option('--json', 'as one JSON line')
    .action((options) => status(new Home(options.home), Boolean(options.json)));
}

async function status(home: Home, json: boolean): Promise<void> {
  const served = home.served();
  const health =
    served && (await fetch(`http://127.0.0.1:${served.port}/health`).then((r) => r.json()));
  const report = {
    home: home.root,
    state: served ? 'up' : home.exists ? 'down' : 'absent',
    host: served ? `http://127.0.0.1:${served.port}` : null,
    pid: served?.pid ?? null,
    cluster: (health as { cluster?: string } | undefined)?.cluster ?? null,
  };
  if (json) {
    console.log(JSON.stringify(report));
  } else {
    for (const [name, value] of Object.entries(report)) {
      if (value !== null) console.log(`${name.padEnd(8)} ${value}`);
    }
  }
  if (!served) process.exitCode = 3;
}
