/**
 * Duration of synth as a multiple of `terraform validate` of its output. Both run in turn and the
 * medians are compared, so that a busy machine slows both alike.
 * `node --import tsx bench/synth.ts [rounds]`
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { median, Report } from './report';

const ENVIRONMENT = 'prod';
const repository = join(__dirname, '..');
const rounds = Number(process.argv[2] ?? 5);
const outdir = mkdtempSync(join(tmpdir(), 'lakehouse-bench-synth-'));
const stack = join(outdir, 'stacks', `lakehouse-${ENVIRONMENT}`);

function seconds(command: string, args: readonly string[], cwd: string): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: {
      ...process.env,
      CDKTF_OUTDIR: outdir,
      CHECKPOINT_DISABLE: '1',
      TF_CLI_CONFIG_FILE: join(repository, '.build', 'terraform', 'terraform.rc'),
    },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr.trim()}`);
  return (performance.now() - started) / 1000;
}

/** All environments, by the project's own entry. */
function synthAll(): number {
  return seconds('node', ['-r', 'tsx/cjs', 'main.ts'], repository);
}

function synth(): number {
  const args = ['-r', 'tsx/cjs', join('bench', 'synth-one.ts'), ENVIRONMENT, outdir];
  return seconds('node', args, repository);
}

try {
  synth();
  seconds('terraform', ['init', '-backend=false', '-input=false'], stack);
  const synths: number[] = [];
  const all: number[] = [];
  const validates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    all.push(synthAll());
    synths.push(synth());
    validates.push(seconds('terraform', ['validate'], stack));
  }
  const validate = median(validates);
  const report: Report = {
    title: `Synth of ${ENVIRONMENT}`,
    baseline: '`terraform validate` of what it makes, run in turn with it',
    goal: 'one environment at most 1.2x',
    measures: [
      { what: 'terraform validate', seconds: validate, runs: rounds, ratio: 1 },
      {
        what: 'synth of one environment',
        seconds: median(synths),
        runs: rounds,
        ratio: median(synths) / validate,
      },
      {
        what: 'synth of all four environments',
        seconds: median(all),
        runs: rounds,
        ratio: median(all) / validate,
      },
    ],
    notes: ['`cdktf synth` makes all four and adds the start of a process.'],
  };
  console.log(JSON.stringify(report));
} finally {
  rmSync(outdir, { recursive: true });
}
