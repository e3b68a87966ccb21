/** Deploys `lakehouse-local` to a local workspace: synth, `terraform init` where it is needed, `terraform apply`. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { environment } from '../client/environment-variables';
import { CliError } from '../client/errors';
import { type Home, PROJECT } from '../client/home';
import { environments } from '../environments';
import { stackName, synthesise } from './synthesise';

const ENVIRONMENT = 'local';
/** The folder that `cdktf deploy` synthesises to: both commands work on the same stack. */
const SYNTHESISED = process.env.CDKTF_OUTDIR ?? join(PROJECT, 'cdktf.out');

export interface DeployLocalOptions {
  /** Apply without asking. */
  readonly autoApprove: boolean;
}

/** @throws CliError where synth or terraform fails */
export async function deployLocal(home: Home, { autoApprove }: DeployLocalOptions): Promise<void> {
  const ofWorkspace = environment(home);
  const variables = { ...process.env, ...ofWorkspace };
  const settings = environments(variables).find((one) => one.environment === ENVIRONMENT)!;
  const folder = join(SYNTHESISED, 'stacks', stackName(ENVIRONMENT));
  const before = requirements(folder);
  synthesise(settings, SYNTHESISED);
  const isInstalled =
    existsSync(join(folder, '.terraform.lock.hcl')) &&
    existsSync(join(ofWorkspace.TF_DATA_DIR, 'providers'));
  if (!isInstalled || !isDeepStrictEqual(before, requirements(folder))) {
    await terraform(['init', '-input=false'], folder, variables);
  }
  await terraform(['apply', ...(autoApprove ? ['-auto-approve'] : [])], folder, variables);
}

/** Providers and backend of a synthesised stack, which `terraform init` installs and connects to. */
function requirements(folder: string): unknown {
  try {
    const stack = readFileSync(join(folder, 'cdk.tf.json'), 'utf8');
    return (JSON.parse(stack) as { terraform?: unknown }).terraform;
  } catch {
    return undefined;
  }
}

/** Runs a command of terraform on this terminal. */
function terraform(args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  // Ctrl-C reaches terraform too, which then ends what it has begun: it has to be waited for
  const wait = (): void => undefined;
  process.on('SIGINT', wait);
  return new Promise<void>((done, failed) => {
    const child = spawn('terraform', args, { cwd, env, stdio: 'inherit' });
    child.on('error', () =>
      failed(
        new CliError('terraform: 1.10 or later is needed, got no `terraform` on PATH. Install it'),
      ),
    );
    child.on('close', (status) => {
      if (status === 0) return done();
      const ended = status === null ? 'a signal' : `exit code ${status}`;
      failed(new CliError(`\`terraform ${args[0]}\` ended with ${ended}: see its output above`));
    });
  }).finally(() => process.off('SIGINT', wait));
}
