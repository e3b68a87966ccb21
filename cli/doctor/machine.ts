/** Checks of this machine: the programs that a deployment runs, and their versions. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { PROJECT } from '../../client/home';
import { PROVIDER_VERSIONS, TERRAFORM_VERSIONS } from '../../stacks/versions';
import { type Check, fail, type Finding, ok, warn } from './check';

/** The first version number of a text, as numbers. */
export function versionIn(text: string): number[] | undefined {
  const found = /\d+(\.\d+)+/.exec(text)?.[0];
  return found?.split('.').map(Number);
}

/** Returns true if a version is at least another, number by number. */
export function isAtLeast(version: readonly number[], least: readonly number[]): boolean {
  for (const [i, number] of least.entries()) {
    const own = version[i] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}

async function output(command: string, ...args: string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, { timeout: 30_000 });
    return stdout + stderr;
  } catch {
    return undefined;
  }
}

/** A program that has to be on PATH, in a version that is at least `least`. */
async function program(
  command: string,
  versionArgument: string,
  least: string,
  purpose: string,
  missing: typeof fail = fail,
): Promise<Finding> {
  const text = await output(command, versionArgument);
  const version = text === undefined ? undefined : versionIn(text);
  const remedy = `install ${command} ${least} or later, or put it on PATH: ${purpose}`;
  if (version === undefined) return missing(`no \`${command}\` on PATH`, remedy);
  if (!isAtLeast(version, versionIn(least)!)) return missing(version.join('.'), remedy);
  return ok(version.join('.'));
}

/** The versions of the provider that set-up put into its mirror. */
function mirrored(): string[] {
  const folder = join(
    PROJECT,
    '.build/terraform/mirror/registry.terraform.io/databricks/databricks',
  );
  return existsSync(folder) ? readdirSync(folder) : [];
}

export const machineChecks: readonly Check[] = [
  {
    name: 'node',
    run: () => {
      const version = process.versions.node;
      return isAtLeast(versionIn(version)!, [20])
        ? ok(version)
        : fail(version, 'install Node.js 20 or later');
    },
  },
  {
    name: 'python',
    run: ({ settings }) => {
      const purpose = 'the local workspace and the tests run on it';
      // a deployment to Databricks needs no Python here
      const missing = settings.cloud === 'local' ? fail : warn;
      return program(process.env.PYTHON ?? 'python3', '--version', '3.11', purpose, missing);
    },
  },
  {
    name: 'terraform',
    run: () => {
      const least = versionIn(TERRAFORM_VERSIONS)!.join('.');
      return program('terraform', 'version', least, '`cdktf deploy` runs it');
    },
  },
  {
    name: 'provider',
    run: () => {
      const [least, most] = PROVIDER_VERSIONS.split(',').map((bound) => versionIn(bound)!);
      if (least === undefined || most === undefined) {
        throw new Error(`PROVIDER_VERSIONS: not a range, got ${PROVIDER_VERSIONS}`);
      }
      const found = mirrored();
      if (found.length === 0) {
        return ok('none in a mirror: `terraform init` takes it from the registry');
      }
      const fits = found.find((one) => {
        const version = versionIn(one)!;
        return isAtLeast(version, least) && !isAtLeast(version, most);
      });
      return fits
        ? ok(`databricks ${fits}, in the mirror`)
        : fail(
            `databricks ${found.join(', ')} in the mirror`,
            `it must be ${PROVIDER_VERSIONS}: remove .build/terraform and run \`make setup\``,
          );
    },
  },
];
