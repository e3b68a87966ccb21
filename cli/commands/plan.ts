/** `lakehouse plan`: synth, plan and review of one environment, into a folder that `apply` takes. */
import { Command } from 'commander';

import { settingsOf } from '../../deployment/named-environment';
import type { Planned } from '../../deployment/plan';
import type { Override } from '../../review/policies/findings';
import {
  environmentOption,
  lockTimeoutOption,
  outOption,
  overrideOption,
  planFolderOf,
} from '../plan-options';

interface PlanCommandOptions {
  readonly env: string;
  readonly out?: string;
  readonly reviewOnly?: boolean;
  readonly override: readonly Override[];
  readonly lockTimeout: number;
  readonly base?: string;
  readonly json?: boolean;
}

export function planCommand(): Command {
  return new Command('plan')
    .description(
      'plan an environment and review the plan (exit code 2 when a policy blocks it), for `apply`',
    )
    .addOption(environmentOption())
    .addOption(outOption())
    .option(
      '--review-only',
      'read the state only, without a lock and without refreshing it; the plan cannot be applied',
    )
    .addOption(overrideOption())
    .addOption(lockTimeoutOption())
    .option(
      '--base <commit>',
      'the commit to show changes of files against (default: the deployed one)',
    )
    .option('--json', 'print the manifest of the plan as one JSON line, not the review')
    .action(plan);
}

async function plan(options: PlanCommandOptions): Promise<void> {
  // the stack is loaded by those commands only that need it
  const { makePlan } = module.require(
    '../../deployment/plan',
  ) as typeof import('../../deployment/plan');
  const { PlanFolder } = module.require(
    '../../deployment/plan-folder',
  ) as typeof import('../../deployment/plan-folder');
  const settings = settingsOf(options.env);
  const planned = await makePlan(settings, {
    folder: new PlanFolder(planFolderOf(options.env, options.out)),
    reviewOnly: Boolean(options.reviewOnly),
    overrides: options.override,
    lockTimeoutSeconds: options.lockTimeout,
    base: options.base,
  });
  if (options.json) console.log(JSON.stringify(planned.manifest));
  else showReview(planned);
  if (planned.review.blockedBy.length > 0) process.exitCode = 2;
}

export function showReview({ review }: Planned): void {
  console.log(review.markdown.trimEnd());
}
