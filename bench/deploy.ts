/**
 * Deploying `lakehouse-local` to an empty workspace, and again with no change: how long it takes, and
 * how many requests it sends, which is what it would take against a workspace that allows 15 a second.
 */
import { readFileSync } from 'node:fs';

import { type Done, LocalWorkspace, STACK } from './local-workspace';
import { median, Report } from './report';

const workspace = new LocalWorkspace('deploy');
const lakehouse = () => workspace.lakehouse('deploy', '--auto-approve');
const cdktf = () => workspace.cdktf('deploy', STACK, '--auto-approve');
const terraform = (...args: string[]) => workspace.terraform(...args);

/** The requests that the workspace has answered so far, by its log. */
const answered = (): number =>
  readFileSync(workspace.home.apiLog, 'utf8').split('"event":"request"').length;

/** Runs a function, and returns its result with the number of its requests. */
function counted<T>(run: () => T): { result: T; requests: number } {
  const before = answered();
  const result = run();
  return { result, requests: answered() - before };
}

try {
  workspace.lakehouse('up', '--port', '0');
  const { result: deploy, requests: first } = counted(lakehouse);
  const resources = /(\d+) added/.exec(deploy.out)?.[1];
  const init = median([0, 1, 2].map(() => terraform('init', '-input=false').seconds));
  const { result: plans, requests: planning } = counted(() =>
    [0, 1, 2].map(() => terraform('plan', '-input=false', '-detailed-exitcode')),
  );
  const plan = median(plans.map(({ seconds }) => seconds));
  const again = (command: () => Done): { seconds: number; requests: number } => {
    const { result, requests } = counted(() => [0, 1, 2].map(() => command().seconds));
    return { seconds: median(result), requests: requests / result.length };
  };
  const unchanged = { lakehouse: again(lakehouse), cdktf: again(cdktf) };
  const report: Report = {
    title: `Deploy of ${STACK} (${resources} resources)`,
    baseline: 'an empty second plan by terraform alone',
    goal: 'lakehouse deploy without a change at most 1.3x',
    measures: [
      {
        what: `terraform plan, no change: ${planning / 3} requests`,
        seconds: plan,
        runs: 3,
        ratio: 1,
      },
      { what: 'terraform init', seconds: init, runs: 3, ratio: init / plan },
      ...Object.entries(unchanged).map(([command, { seconds, requests }]) => ({
        what: `${command} deploy, no change: ${requests} requests`,
        seconds,
        runs: 3,
        ratio: seconds / plan,
      })),
      {
        what: `lakehouse deploy to an empty workspace: ${first} requests (Spark starts within it)`,
        seconds: deploy.seconds,
        runs: 1,
        ratio: deploy.seconds / plan,
      },
    ],
  };
  console.log(JSON.stringify(report));
} finally {
  workspace.remove();
}
