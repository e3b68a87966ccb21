/** Set-up: what `make setup` costs when all is there, against the first time on this machine. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

import { median, Report } from './report';

const RUNS = 5;

function timed(command: string): number {
  const started = performance.now();
  const done = spawnSync(command, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (done.status !== 0) throw new Error(`${command} ended with ${done.status}`);
  return (performance.now() - started) / 1000;
}

const again = median(Array.from({ length: RUNS }, () => timed('tools/setup.sh')));
// the first time is what set-up itself noted when it last had everything to do
const NOTE = '.build/first-set-up-seconds';
const first = existsSync(NOTE) ? Number(readFileSync(NOTE, 'utf8')) : undefined;
const report: Report = {
  title: 'Set-up',
  baseline: 'the same set-up with everything in place',
  measures: [
    { what: 'again: everything is in place', seconds: again, runs: RUNS, ratio: 1 },
    ...(first === undefined
      ? []
      : [{ what: 'first time in a fresh clone', seconds: first, runs: 1, ratio: first / again }]),
  ],
  notes: [
    'The first time is network and compilers: npm, Python packages, jars, the provider. Caches of the package managers outside the clone may have been warm.',
  ],
};
console.log(JSON.stringify(report));
