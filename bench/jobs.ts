/**
 * `lakehouse run <job> --wait` on a deployed local workspace: deliveries of 60 generated calls through `ingest`, with
 * the cluster stopped and with the cluster running, and the job `governance`.
 * Usage: node --import tsx bench/jobs.ts [home]; a home folder is kept, and used again the next time.
 */
import { existsSync } from 'node:fs';

import { deliver } from './deliveries';
import { measures, type Ran, runJob } from './job-runs';
import { LocalWorkspace } from './local-workspace';
import type { Report } from './report';

const CALLS = 60;
const WARM_DELIVERIES = 3;

const kept = process.argv[2];
const workspace = new LocalWorkspace('jobs', kept);
let delivery = Date.now() % 1_000_000;

function deliverNext(): void {
  delivery += 1;
  deliver(workspace, CALLS, delivery);
}

const run = (job: string, what: string): Ran => runJob(workspace, job, what);

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
    deliverNext();
    run('ingest', 'ingest, first delivery');
    governance.push(run('governance', 'governance, first run'));
  }
  restart();
  deliverNext();
  const cold = run('ingest', 'ingest, cluster stopped');
  const warm: Ran[] = [];
  for (let i = 0; i < WARM_DELIVERIES; i += 1) {
    deliverNext();
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
