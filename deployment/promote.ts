/** Bringing the commit that one environment runs to the next. */
import { CliError } from '../client/errors';
import { PROJECT } from '../client/home';
import { Progress } from '../client/progress';
import type { Override } from '../review/policies/findings';
import { applyPlan, blocked } from './apply';
import type { Deployment } from './deployment-log';
import { Checkout, short } from './git';
import { settingsOf } from './named-environment';
import { makePlan, type Planned } from './plan';
import type { PlanFolder } from './plan-folder';
import { smoke } from './smoke';
import { deploymentLog, workspaceOf } from './workspace';

export interface PromoteOptions {
  readonly from: string;
  readonly to: string;
  readonly folder: PlanFolder;
  readonly overrides: readonly Override[];
  readonly lockTimeoutSeconds: number;
  /** Shows a plan, also one that is blocked. */
  readonly show: (planned: Planned) => void;
  /** Asks whether to apply it. @throws CliError where the answer is no */
  readonly approve: (planned: Planned) => Promise<void>;
}

/** Plans what `from` runs for `to`, has it approved, and applies it. */
export async function promote(options: PromoteOptions): Promise<Deployment> {
  const { from, to, folder, overrides, lockTimeoutSeconds } = options;
  if (from === to) throw new CliError(`--to: the same environment as --from, got ${to}`);
  const target = settingsOf(to, '--to');
  await requireHealthy(from);
  const planned = await makePlan(target, {
    folder,
    overrides,
    lockTimeoutSeconds,
    reviewOnly: false,
    promotedFrom: from,
  });
  options.show(planned);
  if (planned.review.blockedBy.length > 0) throw blocked(to, planned.review.blockedBy);
  await options.approve(planned);
  return applyPlan(folder, { digest: planned.manifest.digest, lockTimeoutSeconds });
}

/** The environment runs the commit that is checked out, and works. */
async function requireHealthy(environment: string): Promise<void> {
  const settings = settingsOf(environment, '--from');
  const workspace = await workspaceOf(settings);
  const last = await deploymentLog(settings, workspace).last();
  if (last === undefined) {
    throw new CliError(`${environment}: no deployment to promote, got none recorded`);
  }
  const head = new Checkout(PROJECT).head();
  if (last.commit !== head) {
    throw new CliError(
      `checkout: not at ${short(last.commit)}, which ${environment} runs, got ${short(head)}`,
    );
  }
  const progress = new Progress();
  progress.line(`${environment}: does it work?`);
  const problems = (await smoke(settings, workspace)).flatMap((check) => check.problems);
  if (problems.length > 0) {
    throw new CliError(`${environment}: smoke checks fail, got ${problems.join('; ')}`);
  }
}
