/**
 * Deploying `lakehouse-local` to an empty workspace, and again with no change: how long it takes, and
 * how many requests it sends, which is what it would take against a workspace that allows 15 a second.
 */
import { readFileSync } from 'node:fs';

import { LocalWorkspace, STACK } from './local-workspace';
import { Report, median } from './report';

const workspace = new LocalWorkspace('deploy');
const cdktf = (...args: string[]) => workspace.cdktf(...args);
const terraform = (...args: string[]) => workspace.terraform(...args);

/** The requests that the workspace has answered so far, by its log. */
const answered = (): number =>
  readFileSync(workspace.home.apiLog, 'utf8').split('"event":"request"').length;

/** What was run, and how many requests it took. */
function counted<T>(run: () => T): { result: T; requests: number } {
  const before = answered();
  const result = run();
  return { result, requests: answered() - before };
}

try {
  workspace.lakehouse('up', '--port', '0');
  const { result: deploy, requests: first } = counted(() =>
    cdktf('deploy', STACK, '--auto-approve'),
  );
  const resources = /(\d+) added/.exec(deploy.out)?.[1];
  const init = median([0, 1, 2].map(() => terraform('init', '-input=false').seconds));
  const { result: plans, requests: planning } = counted(() =>
    [0, 1, 2].map(() => terraform('plan', '-input=false', '-detailed-exitcode')),
  );
  const plan = median(plans.map(({ seconds }) => seconds));
  const { result: deploys, requests: deploying } = counted(() =>
    [0, 1].map(() => cdktf('deploy', STACK, '--auto-approve').seconds),
  );
  const again = median(deploys);
  const report: Report = {
    title: `Deploy of ${STACK} (${resources} resources)`,
    baseline: 'an empty second plan by terraform alone',
    measures: [
      {
        what: `terraform plan, no change: ${planning / 3} requests`,
        seconds: plan,
        runs: 3,
        ratio: 1,
      },
      { what: 'terraform init', seconds: init, runs: 3, ratio: init / plan },
      {
        what: `cdktf deploy, no change: ${deploying / 2} requests`,
        seconds: again,
        runs: 2,
        ratio: again / plan,
      },
      {
        what: `cdktf deploy to an empty workspace: ${first} requests (Spark starts within it)`,
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
