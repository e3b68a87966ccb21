/** `lakehouse status`: whether the local workspace is up; with `--env`, what is deployed where. */
import { Command } from 'commander';

import { Home } from '../../client/home';
import { homeOption } from '../options';

interface StatusOptions {
  readonly home?: string;
  readonly env?: string[];
  readonly json?: boolean;
}

export function statusCommand(): Command {
  return new Command('status')
    .description('say whether the local workspace is up, or what is deployed to environments')
    .addOption(homeOption())
    .option('--env <name...>', 'say what is deployed to these environments: commit, plan, when')
    .option('--json', 'as one JSON line (an environment a line)')
    .action(({ home, env, json }: StatusOptions) =>
      env ? deployedTo(env, Boolean(json)) : status(new Home(home), Boolean(json)),
    );
}

async function deployedTo(environments: string[], json: boolean): Promise<void> {
  const { describeStatus, statusOf } = module.require(
    '../../deployment/status',
  ) as typeof import('../../deployment/status');
  for (const environment of environments) {
    const found = await statusOf(environment);
    console.log(json ? JSON.stringify(found) : describeStatus(found));
  }
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
