/** `lakehouse deploy`: deploys the stack of this checkout to the local workspace. */
import { Command } from 'commander';

import { CliError } from '../../client/errors';
import { Home } from '../../client/home';
import { homeOption } from '../options';

interface DeployOptions {
  readonly home?: string;
  readonly autoApprove?: boolean;
}

export function deployCommand(): Command {
  return new Command('deploy')
    .description('deploy lakehouse-local to the local workspace: synth, plan, approve, apply')
    .addOption(homeOption())
    .option('--auto-approve', 'apply without asking')
    .action((options: DeployOptions) => deploy(new Home(options.home), options));
}

async function deploy(home: Home, { autoApprove = false }: DeployOptions): Promise<void> {
  if (home.served() === undefined) {
    throw new CliError(
      `local workspace: must be up, got ${home.root} down. Run \`npx lakehouse up\``,
    );
  }
  if (!autoApprove && !process.stdin.isTTY) {
    throw new CliError('deployment: needs an approval, got no terminal. Specify --auto-approve');
  }
  // loaded here: no other command of the local workspace needs cdktf
  const { deployLocal } = module.require(
    '../../deployment/deploy-local',
  ) as typeof import('../../deployment/deploy-local');
  await deployLocal(home, { autoApprove });
}
