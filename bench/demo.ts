/**
 * `make demo` in a fresh clone of the checked-out commit, and once more in the same clone. Both need the package registries.
 * The clone is removed at the end.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { Report } from './report';

const PROJECT = resolve(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'bench-demo-'));
const clone = join(folder, 'clone');

/** Runs a command to its end, with its output as progress, and returns its seconds. */
function timed(cwd: string, program: string, ...args: string[]): number {
  const started = performance.now();
  const { status } = spawnSync(program, args, { cwd, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}`);
  return (performance.now() - started) / 1000;
}

/** Waits until the background work of `make demo` has ended, which would slow down the next run. */
function classArchive(): void {
  const isMade = 'until tools/jars.sh --check class-archive; do sleep 2; done';
  timed(clone, 'timeout', '600', 'bash', '-c', isMade);
}

try {
  timed(PROJECT, 'git', 'clone', '--quiet', PROJECT, clone);
  const first = timed(clone, 'make', 'demo');
  classArchive();
  const again = timed(clone, 'make', 'demo');
  const report: Report = {
    title: 'make demo, 300 generated calls',
    baseline: 'make demo again in the same clone',
    goal: '360 s from a fresh clone, 120 s again',
    measures: [
      { what: 'make demo again', seconds: again, runs: 1, ratio: 1 },
      { what: 'make demo from a fresh clone', seconds: first, runs: 1, ratio: first / again },
    ],
    notes: [
      'The fresh clone has no .build folder and no node_modules. The caches of the package managers outside the clone may be warm.',
    ],
  };
  console.log(JSON.stringify(report));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
