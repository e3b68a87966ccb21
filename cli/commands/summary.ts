/** `lakehouse summary`: the deployed objects of an environment, with links to the workspace. */
import Table from 'cli-table3';
import { Command } from 'commander';

import { CredentialOptions, credentials } from '../../client/credentials';
import { Workspace } from '../../client/rest';
import { withCredentials } from '../options';

interface SummaryOptions extends CredentialOptions {
  readonly env: string;
  readonly json?: boolean;
}

export function summaryCommand(): Command {
  return withCredentials(
    new Command('summary')
      .description('list what is deployed of an environment, with links to the workspace')
      .option('--env <name>', 'the environment, a file of environments/', 'local')
      .option('--json', 'print each object as a JSON line'),
  ).action(summary);
}

async function summary(options: SummaryOptions): Promise<void> {
  // synthesis loads cdktf, which other commands need not wait for
  const { summaryOf } = module.require(
    '../../deployment/deployed-objects',
  ) as typeof import('../../deployment/deployed-objects');
  const found = await summaryOf(options.env, new Workspace(credentials(options)));
  if (options.json) {
    for (const one of found) console.log(JSON.stringify(one));
    return;
  }
  const table = new Table({
    head: ['type', 'name', 'link'],
    style: { head: [], border: [], compact: true },
  });
  for (const { type, name, link } of found) table.push([type, name, link ?? 'not deployed']);
  console.log(table.toString());
}
