/** `lakehouse apply`: carries out the very plan that was approved, or refuses. */
import { Command } from 'commander';

import { lockTimeoutOption } from '../plan-options';

interface ApplyCommandOptions {
  readonly digest?: string;
  readonly lockTimeout: number;
  readonly json?: boolean;
}

export function applyCommand(): Command {
  return new Command('apply')
    .description(
      'apply the plan of a folder; refused when commit, state or plan have moved, or a policy blocks it',
    )
    .argument('<folder>', 'what `lakehouse plan` made')
    .option('--digest <sha256:...>', 'the digest that was approved')
    .addOption(lockTimeoutOption())
    .option('--json', 'print the record of the deployment as one JSON line')
    .action(apply);
}

async function apply(folder: string, options: ApplyCommandOptions): Promise<void> {
  const { applyPlan } = module.require(
    '../../deployment/apply',
  ) as typeof import('../../deployment/apply');
  const { PlanFolder } = module.require(
    '../../deployment/plan-folder',
  ) as typeof import('../../deployment/plan-folder');
  const deployment = await applyPlan(new PlanFolder(folder), {
    digest: options.digest,
    lockTimeoutSeconds: options.lockTimeout,
  });
  if (options.json) console.log(JSON.stringify(deployment));
}
