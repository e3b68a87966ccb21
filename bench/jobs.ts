/**
 * `lakehouse run <job> --wait` on a deployed local workspace: deliveries of 60 generated calls through `ingest`, with
 * the cluster stopped and with the cluster running, and the job `governance`.
 * Usage: node --import tsx bench/jobs.ts [home]; a home folder is kept, and used again the next time.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { landingZone } from '../tools/sample-calls/landing-zone';
import { LocalWorkspace } from './local-workspace';
import { processorSeconds } from './processor-time';
import { type Measure, median, type Report } from './report';

const CALLS = 60;
const CATALOG = 'lakehouse_local';
const WARM_DELIVERIES = 3;

interface Ran {
  readonly seconds: number;
  readonly processorSeconds: number;
}

const kept = process.argv[2];
const workspace = new LocalWorkspace('jobs', kept);
let delivery = Date.now() % 1_000_000;

/** Loads a delivery of calls and deals whose ids no other delivery has. */
function deliver(): void {
  delivery += 1;
  const folder = join(workspace.home.root, 'deliveries', `${delivery}`);
  for (const { path, body } of landingZone(CALLS, delivery).files) {
    const named = (text: string): string =>
      text.replaceAll(/\b(call|deal)-(?=\d)/g, `$1-${delivery}-`);
    const target = join(
      folder,
      path.startsWith('conversations/')
        ? named(path)
        : `${dirname(path)}/${delivery}-${basename(path)}`,
    );
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, named(body));
  }
  workspace.lakehouse('load', folder, '--catalog', CATALOG);
  rmSync(folder, { recursive: true });
}

function run(job: string, what: string): Ran {
  const served = workspace.home.served();
  const before = served ? processorSeconds(served.pid) : 0;
  const { seconds } = workspace.lakehouse('run', job, '--wait');
  const used = processorSeconds(workspace.home.served()!.pid) - before;
  process.stderr.write(`  ${what}: ${seconds.toFixed(1)} s, processor ${used.toFixed(1)} s\n`);
  return { seconds, processorSeconds: used };
}

/** Wall time and processor time of a job. */
function measures(what: string, runs: Ran[], baseline: Ran[]): Measure[] {
  const seconds = median(runs.map((one) => one.seconds));
  return [
    {
      what,
      seconds,
      runs: runs.length,
      ratio: seconds / median(baseline.map((one) => one.seconds)),
    },
    {
      what: `&nbsp;&nbsp;processor time: ${what}`,
      seconds: median(runs.map((one) => one.processorSeconds)),
      runs: runs.length,
    },
  ];
}

function restart(): void {
  workspace.lakehouse('down');
  workspace.lakehouse('up', '--port', '0');
}

try {
  const isNew = !existsSync(workspace.home.configFile);
  workspace.lakehouse('up', '--port', '0');
  if (isNew) workspace.lakehouse('deploy', '--auto-approve');
  const governance: Ran[] = [];
  if (isNew) {
    deliver();
    run('ingest', 'ingest, first delivery');
    governance.push(run('governance', 'governance, first run'));
  }
  restart();
  deliver();
  const cold = run('ingest', 'ingest, cluster stopped');
  const warm: Ran[] = [];
  for (let i = 0; i < WARM_DELIVERIES; i += 1) {
    deliver();
    warm.push(run('ingest', 'ingest, cluster running'));
  }
  const nothing = [run('ingest', 'ingest, nothing new')];
  const again = [run('governance', 'governance, nothing changed')];
  const report: Report = {
    title: `Jobs of the local workspace, ${CALLS} new calls`,
    baseline: 'the same job with the cluster running',
    goal: 'ingest in 40 s with the cluster stopped, in 15 s with the cluster running; governance in 15 s',
    measures: [
      ...measures('ingest, cluster running', warm, warm),
      ...measures('ingest, cluster stopped', [cold], warm),
      ...measures('ingest, no new documents', nothing, warm),
      ...measures('governance, nothing changed', again, again),
      ...(governance.length > 0 ? measures('governance, first run', governance, again) : []),
    ],
    notes: [
      '`lakehouse run <job> --wait`, with the start of the command. Processor time is that of the workspace: API, Java and notebooks.',
    ],
  };
  console.log(JSON.stringify(report));
} finally {
  if (kept === undefined) workspace.remove();
  else workspace.lakehouse('down');
}
