/**
 * Drift: what is not as it was deployed. The control plane by a plan of the deployed commit against
 * what is live; the data plane by what the governance job, which holds functions, views, masks,
 * constraints and columns against their declarations, has last found.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CliError } from '../client/errors';
import { PROJECT } from '../client/home';
import { Progress } from '../client/progress';
import type { Workspace } from '../client/rest';
import type { LakehouseSettings } from '../environments/settings';
import { dataPlaneDrift } from './data-plane-drift';
import type { Drift } from './drift-report';
import { Checkout, short } from './git';
import { PlanFolder } from './plan-folder';
import { reviewOf } from './plan-review';
import { stackName, synthesise } from './synthesise';
import { Terraform } from './terraform';
import { deploymentLog, workspaceOf } from './workspace';

export interface DriftOptions {
  /** Start the governance job, which also mends what it can, instead of reading what it last found. */
  readonly run: boolean;
  /** The largest age of its last result. */
  readonly withinHours: number;
}

/** @throws CliError where a part cannot be checked: nothing checked is not nothing found */
export async function findDrift(
  settings: LakehouseSettings,
  options: DriftOptions,
): Promise<Drift> {
  const { environment } = settings;
  const workspace = await workspaceOf(settings);
  const commit = await requireDeployedCommit(settings, workspace);
  const progress = new Progress();
  progress.line(`${environment}: what the governance job finds`);
  const dataPlane = await dataPlaneDrift(settings, workspace, options, progress);
  progress.line(`${environment}: plan against what is live`);
  const controlPlane = await controlPlaneDrift(settings);
  const checkedAt = new Date().toISOString();
  return { environment, commit, checkedAt, controlPlane, dataPlane };
}

/** Requires the deployed commit: changes that are not deployed yet are not drift. */
async function requireDeployedCommit(
  settings: LakehouseSettings,
  workspace: Workspace,
): Promise<string> {
  const checkout = new Checkout(PROJECT);
  const head = checkout.head();
  const last = await deploymentLog(settings, workspace).last();
  if (last !== undefined && last.commit !== head) {
    throw new CliError(
      `checkout: not at ${short(last.commit)}, which ${settings.environment} runs, got ` +
        `${short(head)}. Check that commit out first`,
    );
  }
  return head;
}

async function controlPlaneDrift(settings: LakehouseSettings): Promise<Drift['controlPlane']> {
  const folder = new PlanFolder(mkdtempSync(join(tmpdir(), 'lakehouse-drift-')));
  try {
    synthesise(settings, folder.synth);
    const stack = folder.stack(stackName(settings.environment));
    const terraform = new Terraform(stack, { log: folder.log });
    await terraform.init({ locked: false });
    if ((await terraform.stateVersion()).serial === null) {
      throw new CliError(
        `${settings.environment}: not deployed, got no state in ` +
          JSON.stringify(settings.backend),
      );
    }
    const drifted = await terraform.plan(folder.planFile, { refresh: true, lock: false });
    const plan = await terraform.show(folder.planFile);
    const review = reviewOf(plan, { settings, overrides: [] });
    return { ...review, drifted };
  } finally {
    rmSync(folder.root, { recursive: true });
  }
}
