/** `lakehouse smoke`: proves that a deployed environment works. */
import { Command } from 'commander';

import { CliError } from '../../client/errors';
import { runToEnd } from '../../client/jobs';
import { Progress } from '../../client/progress';
import { settingsOf } from '../../deployment/named-environment';
import { environmentOption } from '../plan-options';

interface SmokeCommandOptions {
  readonly env: string;
  readonly run: string[];
  readonly json?: boolean;
}

export function smokeCommand(): Command {
  return new Command('smoke')
    .description('check that a deployed environment works (exit code 1 when it does not)')
    .addOption(environmentOption())
    .option(
      '--run <job...>',
      'run these jobs too, each to its end: ingest reads what has landed, governance asserts its definitions',
      [],
    )
    .option('--json', 'print the checks as one JSON line')
    .action(smokeOf);
}

async function smokeOf(options: SmokeCommandOptions): Promise<void> {
  const { smoke } = module.require(
    '../../deployment/smoke',
  ) as typeof import('../../deployment/smoke');
  const { workspaceOf } = module.require(
    '../../deployment/workspace',
  ) as typeof import('../../deployment/workspace');
  const progress = new Progress();
  const settings = settingsOf(options.env);
  const workspace = await workspaceOf(settings);
  const checks = await smoke(settings, workspace, ({ name, problems, found }) => {
    progress.line(`  ${problems.length > 0 ? 'FAILED' : 'ok    '} ${name.padEnd(12)} ${found}`);
    for (const problem of problems) progress.line(`         ${problem}`);
  });
  if (options.json) console.log(JSON.stringify(checks));
  const problems = checks.flatMap((check) => check.problems);
  if (problems.length > 0) {
    throw new CliError(`${options.env} does not work: ${problems.join('; ')}`);
  }
  for (const job of options.run) await runToEnd(workspace, job, progress);
}
