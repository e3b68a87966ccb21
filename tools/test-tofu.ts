/**
 * Plans lakehouse-local with terraform and with OpenTofu, against one local workspace, and compares what the two would do.
 * Nothing is applied. Exit code 1 when they differ: node --import tsx tools/test-tofu.ts
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const PROJECT = resolve(__dirname, '..');
const LAKEHOUSE = join(PROJECT, 'cli/bin/lakehouse.mjs');

interface ResourceChange {
  readonly address: string;
  readonly change: { readonly actions: string[]; readonly after: unknown; after_unknown: unknown };
}

function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): string {
  const done = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (done.error) throw done.error;
  if (done.status !== 0) {
    throw new Error(`${[command, ...args].join(' ')} ended with ${done.status}: ${done.stderr}`);
  }
  return done.stdout;
}

/** Returns the changes that a program plans for the stack in `folder`, by address. */
function planned(
  program: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Map<string, ResourceChange['change']> {
  const dataFolder = { ...env, TF_DATA_DIR: mkdtempSync(join(folder, 'data-')) };
  const file = join(dataFolder.TF_DATA_DIR, 'plan');
  run(program, ['init', '-input=false', '-no-color'], folder, dataFolder);
  run(program, ['plan', '-input=false', '-no-color', `-out=${file}`], folder, dataFolder);
  const plan = JSON.parse(run(program, ['show', '-json', file], folder, dataFolder)) as {
    resource_changes: ResourceChange[];
  };
  const changes = plan.resource_changes;
  return new Map(changes.map(({ address, change }) => [address, change]));
}

/** The addresses at which two plans differ. */
function differences(
  a: Map<string, ResourceChange['change']>,
  b: Map<string, ResourceChange['change']>,
): string[] {
  const parts = (change?: ResourceChange['change']) =>
    change && [change.actions, change.after, change.after_unknown];
  return [...new Set([...a.keys(), ...b.keys()])].filter(
    (address) => !isDeepStrictEqual(parts(a.get(address)), parts(b.get(address))),
  );
}

function main(): number {
  const tofu = run(join(PROJECT, 'tools/opentofu.sh'), [], PROJECT, process.env).trim();
  const home = mkdtempSync(join(tmpdir(), 'lakehouse-tofu-'));
  try {
    run(LAKEHOUSE, ['up', '--home', home, '--port', '0'], PROJECT, process.env);
    const variables = run(LAKEHOUSE, ['env', '--json', '--home', home], PROJECT, process.env);
    const ofWorkspace = JSON.parse(variables) as Record<string, string>;
    const env = { ...process.env, ...ofWorkspace, CDKTF_OUTDIR: join(home, 'cdktf.out') };
    run(process.execPath, ['--require', 'tsx/cjs', 'main.ts'], PROJECT, env);
    const folder = join(home, 'cdktf.out/stacks/lakehouse-local');

    const byTerraform = planned('terraform', folder, env);
    rmSync(join(folder, '.terraform.lock.hcl'), { force: true });
    const config = join(PROJECT, '.build/opentofu/tofu.rc');
    const byTofu = planned(tofu, folder, { ...env, TF_CLI_CONFIG_FILE: config });

    const differing = differences(byTerraform, byTofu);
    if (differing.length > 0) {
      console.error(`error: the plans differ at: ${differing.join(', ')}`);
      return 1;
    }
    const [version] = run(tofu, ['version'], PROJECT, env).split('\n');
    console.log(`${version} plans the same ${byTofu.size} resource changes as terraform`);
    return 0;
  } finally {
    spawnSync(LAKEHOUSE, ['down', '--home', home]);
    rmSync(home, { recursive: true, force: true });
  }
}

process.exitCode = main();
