/** Planning one environment: synth, plan, review, and a manifest that ties them together. */
import { writeFileSync } from 'node:fs';

import { CliError } from '../client/errors';
import { PROJECT } from '../client/home';
import { Progress } from '../client/progress';
import type { LakehouseSettings } from '../environments/settings';
import type { Override } from '../review/policies/findings';
import { FORMATS, formatted } from '../review/report/formats';
import type { Deployment } from './deployment-log';
import { Checkout, short } from './git';
import { seal, type SealedManifest } from './manifest';
import { requireNotOlder } from './order';
import { PlanFolder } from './plan-folder';
import { type PlanReview, reviewOf } from './plan-review';
import { describe } from './summary';
import { stackName, synthesise } from './synthesise';
import { type StateVersion, Terraform } from './terraform';
import { deploymentLog, workspaceOf } from './workspace';

export interface PlanOptions {
  readonly folder: PlanFolder;
  /**
   * Read the state only: no sign-in that can change anything, no lock, no refresh, and the
   * checkout may have changes. Such a plan cannot be applied.
   */
  readonly reviewOnly: boolean;
  /** Policies that may pass, each for a reason. */
  readonly overrides: readonly Override[];
  readonly lockTimeoutSeconds: number;
  readonly promotedFrom?: string;
  /**
   * The commit whose files those of the checkout are compared with in the review.
   * @default - the one that is deployed
   */
  readonly base?: string;
}

export interface Planned {
  readonly manifest: SealedManifest;
  readonly review: PlanReview;
}

/** Makes a plan in a folder. @throws CliError where it could not be applied */
export async function makePlan(
  settings: LakehouseSettings,
  options: PlanOptions,
): Promise<Planned> {
  const { folder, reviewOnly, overrides } = options;
  const { environment } = settings;
  const progress = new Progress();
  const checkout = new Checkout(PROJECT);
  const commit = checkout.head();
  let last: Deployment | undefined;
  if (!reviewOnly) {
    checkout.requireClean();
    last = await deploymentLog(settings, await workspaceOf(settings)).last();
    requireNotOlder(checkout, commit, last);
  }

  folder.prepare();
  progress.line(`${environment}: synth of ${short(commit)}`);
  synthesise(settings, folder.synth);
  const { log } = folder;
  const stack = folder.stack(stackName(environment));
  const terraform = new Terraform(stack, { log, lockTimeoutSeconds: options.lockTimeoutSeconds });
  await terraform.init({ locked: false });
  const state = await terraform.stateVersion();
  requireState(settings, state, last);

  progress.line(`${environment}: plan against ${reviewOnly ? 'the state' : 'what is live'}`);
  await terraform.plan(folder.planFile, { refresh: !reviewOnly, lock: !reviewOnly });
  const base = options.base ?? last?.commit;
  const review = reviewOf(await terraform.show(folder.planFile), { settings, overrides, base });
  for (const format of FORMATS) {
    const isPage = format === 'markdown';
    const text = isPage ? review.markdown : formatted(review.report, format);
    writeFileSync(folder.review(format), text);
  }
  const manifest = seal(folder, {
    version: 1,
    environment,
    commit,
    reviewOnly,
    state,
    createdAt: new Date().toISOString(),
    versions: await terraform.versions(),
    changes: review.report.summary,
    overrides,
    promotedFrom: options.promotedFrom,
  });
  progress.line(`${environment}: ${describe(manifest.changes)}; ${manifest.digest}`);
  return { manifest, review };
}

/** An empty state beside a recorded deployment would make all of it again. */
function requireState(
  { environment, backend }: LakehouseSettings,
  state: StateVersion,
  last: Deployment | undefined,
): void {
  if (state.serial !== null || last === undefined) return;
  throw new CliError(
    `state of ${environment}: does not exist, but deployment ${last.number} is recorded, got none ` +
      `in ${JSON.stringify(backend)}. Restore it, or set \`backend\` right`,
  );
}
