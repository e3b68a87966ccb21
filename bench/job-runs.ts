/** Runs of jobs of a local workspace, with their wall time and processor time. */
import type { LocalWorkspace } from './local-workspace';
import { processorSeconds } from './processor-time';
import { type Measure, median } from './report';

export interface Ran {
  readonly seconds: number;
  readonly processorSeconds: number;
}

/** Runs a job by `lakehouse run <job> --wait`. */
export function runJob(workspace: LocalWorkspace, job: string, what: string): Ran {
  const served = workspace.home.served();
  const before = served ? processorSeconds(served.pid) : 0;
  const { seconds } = workspace.lakehouse('run', job, '--wait');
  const used = processorSeconds(workspace.home.served()!.pid) - before;
  process.stderr.write(`  ${what}: ${seconds.toFixed(1)} s, processor ${used.toFixed(1)} s\n`);
  return { seconds, processorSeconds: used };
}

/** Wall time and processor time of runs; the ratio is that of the wall time. */
export function measures(what: string, runs: readonly Ran[], baseline: readonly Ran[]): Measure[] {
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
