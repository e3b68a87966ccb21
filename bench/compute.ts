/**
 * The job `ingest` on clusters and on serverless compute: a local workspace for each, with the same deliveries of 60
 * generated calls, in turn. The first delivery of each warms its processes up and is reported by itself.
 * Usage: node --import tsx bench/compute.ts [deliveries]
 */
import { deliver } from './deliveries';
import { measures, type Ran, runJob } from './job-runs';
import { LocalWorkspace } from './local-workspace';
import type { Report } from './report';

const CALLS = 60;
const COMPUTE = ['cluster', 'serverless'] as const;
const deliveries = Number(process.argv[2] ?? 4);
if (!Number.isInteger(deliveries) || deliveries < 2) {
  throw new Error(`deliveries: fewer than 2, got ${process.argv[2]}. The first one warms up`);
}

const lanes = COMPUTE.map((compute) => {
  process.env.LAKEHOUSE_LOCAL_SETTINGS = JSON.stringify({ jobCompute: compute });
  return { compute, workspace: new LocalWorkspace(compute), ingest: [] as Ran[] };
});

try {
  for (const { workspace } of lanes) {
    workspace.lakehouse('up', '--port', '0');
    workspace.lakehouse('deploy', '--auto-approve');
  }
  for (let number = 1; number <= deliveries; number += 1) {
    for (const { compute, workspace, ingest } of lanes) {
      deliver(workspace, CALLS, number);
      ingest.push(runJob(workspace, 'ingest', `delivery ${number}, ${compute}`));
    }
  }
  const [cluster, serverless] = lanes.map(({ ingest }) => ingest) as [Ran[], Ran[]];
  const first = (runs: readonly Ran[]): Ran[] => runs.slice(0, 1);
  const others = (runs: readonly Ran[]): Ran[] => runs.slice(1);
  const report: Report = {
    title: `Ingest on clusters and on serverless compute, ${CALLS} new calls`,
    baseline: 'the job `ingest` on a cluster that runs, with the same deliveries in turn',
    measures: [
      ...measures('ingest, cluster', others(cluster), others(cluster)),
      ...measures('ingest, serverless', others(serverless), others(cluster)),
      ...measures('first delivery, cluster', first(cluster), first(cluster)),
      ...measures('first delivery, serverless', first(serverless), first(cluster)),
    ],
    notes: [
      'Both run on this machine: the ratio is that of Spark Connect without a cache, not of serverless compute of the platform.',
    ],
  };
  console.log(JSON.stringify(report));
} finally {
  for (const { workspace } of lanes) workspace.remove();
}
