/** `lakehouse promote`: brings the commit that one environment runs to the next. */
import { Command } from 'commander';

import { CliError } from '../../client/errors';
import type { Override } from '../../review/policies/findings';
import { confirmed } from '../confirmed';
import { lockTimeoutOption, outOption, overrideOption, planFolderOf } from '../plan-options';
import { showReview } from './plan';

interface PromoteCommandOptions {
  readonly from: string;
  readonly to: string;
  readonly out?: string;
  readonly override: readonly Override[];
  readonly lockTimeout: number;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function promoteCommand(): Command {
  return new Command('promote')
    .description(
      'deploy to an environment what another runs: checks that it works, plans, reviews, asks, applies',
    )
    .requiredOption('--from <name>', 'the environment whose commit is promoted')
    .requiredOption('--to <name>', 'the environment that gets it')
    .addOption(outOption())
    .addOption(overrideOption())
    .addOption(lockTimeoutOption())
    .option('--yes', 'do not ask; a plan that a policy blocks is refused all the same')
    .option(
      '--json',
      'print the record of the deployment as one JSON line, and the review to stderr',
    )
    .action(promoteTo);
}

async function promoteTo(options: PromoteCommandOptions): Promise<void> {
  const { promote } = module.require(
    '../../deployment/promote',
  ) as typeof import('../../deployment/promote');
  const { PlanFolder } = module.require(
    '../../deployment/plan-folder',
  ) as typeof import('../../deployment/plan-folder');
  const { from, to } = options;
  const deployment = await promote({
    from,
    to,
    folder: new PlanFolder(planFolderOf(to, options.out)),
    overrides: options.override,
    lockTimeoutSeconds: options.lockTimeout,
    show: (planned) => {
      if (options.json) process.stderr.write(`${planned.review.markdown}\n`);
      else showReview(planned);
    },
    approve: async () => {
      if (options.yes || (await confirmed(`Apply this to ${to}?`))) return;
      throw new CliError(`not promoted to ${to}: answer yes, or give --yes`);
    },
  });
  if (options.json) console.log(JSON.stringify(deployment));
}
