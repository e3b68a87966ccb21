/** Carrying out a plan that was approved, and no other. */
import { CliError } from '../client/errors';
import { PROJECT } from '../client/home';
import { Progress } from '../client/progress';
import type { Workspace } from '../client/rest';
import type { Deployment, DeploymentLog } from './deployment-log';
import { Checkout, short } from './git';
import { type SealedManifest, unseal } from './manifest';
import { settingsOf } from './named-environment';
import { requireNotOlder } from './order';
import type { PlanFolder } from './plan-folder';
import { reviewOf } from './plan-review';
import { describe } from './summary';
import { stackName } from './synthesise';
import { type StateVersion, Terraform } from './terraform';
import { TerraformError } from './terraform-failure';
import { deploymentLog, signedInAs, workspaceOf } from './workspace';

export interface ApplyOptions {
  /** The digest that was approved. @default - whichever the folder has */
  readonly digest?: string;
  readonly lockTimeoutSeconds: number;
}

/**
 * Applies the plan of a folder and writes the deployment down, a failed one too.
 * @throws CliError where anything has moved since the plan was made, or terraform fails
 */
export async function applyPlan(folder: PlanFolder, options: ApplyOptions): Promise<Deployment> {
  const manifest = unseal(folder, options.digest);
  const { environment } = manifest;
  const settings = settingsOf(environment, 'the environment of the plan');
  const checkout = new Checkout(PROJECT);
  requireApplicable(manifest, checkout);

  const progress = new Progress();
  progress.line(`${environment}: checking the plan of ${short(manifest.commit)}`);
  const terraform = new Terraform(folder.stack(stackName(environment)), {
    log: folder.log,
    lockTimeoutSeconds: options.lockTimeoutSeconds,
  });
  const versions = await terraform.versions();
  if (versions.terraform !== manifest.versions.terraform) {
    const { terraform: planned } = manifest.versions;
    throw new CliError(`terraform: not ${planned}, which made the plan, got ${versions.terraform}`);
  }
  await terraform.init({ locked: true });
  requireSameState(manifest, await terraform.stateVersion());
  const workspace = await workspaceOf(settings);
  const log = deploymentLog(settings, workspace);
  const last = await log.last();
  requireNotOlder(checkout, manifest.commit, last);
  const plan = await terraform.show(folder.planFile);
  const { overrides } = manifest;
  const { blockedBy } = reviewOf(plan, { settings, overrides, base: last?.commit });
  if (blockedBy.length > 0) throw blocked(environment, blockedBy);

  progress.line(`${environment}: applying ${describe(manifest.changes)}`);
  const startedAt = new Date().toISOString();
  let failure: TerraformError | undefined;
  try {
    await terraform.apply(folder.planFile, (line) => progress.update(`  ${line}`));
  } catch (error) {
    if (!(error instanceof TerraformError && error.hasBegun)) throw error;
    failure = error;
  }
  const deployment = await record(log, workspace, manifest, startedAt, failure);
  if (failure) throw failure;
  progress.line(`${environment}: deployment ${deployment.number} of ${short(manifest.commit)}`);
  return deployment;
}

/** The refusal of a plan that policies block. */
export function blocked(environment: string, policies: readonly string[]): CliError {
  return new CliError(
    `the plan of ${environment} is blocked by ${policies.join(', ')}: ` +
      'plan again with `--override <policy>=<reason>`, or change what it does',
    2,
  );
}

function requireApplicable(manifest: SealedManifest, checkout: Checkout): void {
  const { commit } = manifest;
  if (manifest.reviewOnly) {
    throw new CliError('a plan made with --review-only is for reading, and cannot be applied');
  }
  const head = checkout.head();
  if (head !== commit) {
    throw new CliError(
      `checkout: not at ${short(commit)}, the commit of the plan, got ${short(head)}. ` +
        'Check that commit out, or plan again',
    );
  }
  checkout.requireClean();
}

function requireSameState({ environment, state }: SealedManifest, found: StateVersion): void {
  if (found.lineage === state.lineage && found.serial === state.serial) return;
  const show = ({ serial, lineage }: StateVersion): string =>
    serial === null ? 'no state' : `serial ${serial} of ${lineage}`;
  throw new CliError(
    `plan: stale, because the state of ${environment} is not ${show(state)}, ` +
      `got ${show(found)}. Plan again`,
  );
}

async function record(
  log: DeploymentLog,
  workspace: Workspace,
  manifest: SealedManifest,
  startedAt: string,
  failure: CliError | undefined,
): Promise<Deployment> {
  const { environment, commit, digest, changes, overrides, versions, promotedFrom } = manifest;
  try {
    return await log.append({
      environment,
      commit,
      planDigest: digest,
      outcome: failure ? 'failed' : 'succeeded',
      error: failure?.message,
      startedAt,
      endedAt: new Date().toISOString(),
      by: await signedInAs(workspace),
      changes,
      overrides,
      versions,
      promotedFrom,
    });
  } catch (error) {
    const unrecorded = `the deployment could not be recorded: ${(error as Error).message}`;
    // a first deployment that fails early has not made the volume yet
    throw failure
      ? new CliError(`${failure.message}; ${unrecorded}`)
      : new CliError(`${environment} is deployed, but ${unrecorded}. Apply again after a new plan`);
  }
}
