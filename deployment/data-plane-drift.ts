/** Drift of the data plane: what the governance job has found and written down. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CliError } from '../client/errors';
import { PROJECT } from '../client/home';
import { findJob, runToEnd } from '../client/jobs';
import type { Progress } from '../client/progress';
import type { Workspace } from '../client/rest';
import { execute } from '../client/statements';
import type { LakehouseSettings } from '../environments/settings';

/** One row of `ops.governance_report`. */
export interface DataPlaneFinding {
  readonly reported_at: string;
  readonly securable: string;
  readonly property: string;
  readonly expected: string | null;
  readonly found: string | null;
  readonly outcome: string;
}

export interface DataPlaneDrift {
  /** The run of the governance job that looked. */
  readonly runId: number;
  /** When it began: ISO 8601, UTC. */
  readonly lookedAt: string;
  readonly findings: readonly DataPlaneFinding[];
}

interface JobRun {
  readonly run_id: number;
  readonly start_time: number;
  readonly state: { readonly result_state?: string };
}

const JOB = 'governance';
const FINDINGS = join(PROJECT, 'sql/monitoring/governance_findings.sql');

export async function dataPlaneDrift(
  settings: LakehouseSettings,
  workspace: Workspace,
  { run, withinHours }: { readonly run: boolean; readonly withinHours: number },
  progress: Progress,
): Promise<DataPlaneDrift> {
  // a run that found what it could not mend fails, and has written it down: what counts is below
  const failure = run ? await failureOf(runToEnd(workspace, JOB, progress)) : undefined;
  const last = await lastRun(workspace);
  const age = last && (Date.now() - last.start_time) / 3_600_000;
  if (last === undefined || age === undefined || age > withinHours) {
    const found = age === undefined ? 'no run' : `the last one ${age.toFixed(0)} hours ago`;
    throw new CliError(
      `governance job: no run in the last ${withinHours} hours, ` +
        `got ${found}. Specify --run to run it now`,
    );
  }
  const lookedAt = new Date(last.start_time).toISOString();
  const findings = await findingsSince(settings, workspace, lookedAt);
  if (last.state.result_state !== 'SUCCESS' && findings.length === 0) {
    throw failure ?? new CliError(`governance job: run ${last.run_id} failed, so drift is unknown`);
  }
  return { runId: last.run_id, lookedAt, findings };
}

async function failureOf(running: Promise<void>): Promise<CliError | undefined> {
  try {
    await running;
  } catch (error) {
    if (error instanceof CliError) return error;
    throw error;
  }
  return undefined;
}

async function lastRun(workspace: Workspace): Promise<JobRun | undefined> {
  const { job_id } = await findJob(workspace, JOB);
  const { runs = [] } = await workspace.request<{ runs?: JobRun[] }>(
    'GET',
    '/api/2.2/jobs/runs/list',
    { query: { job_id, completed_only: true, limit: 1 } },
  );
  return runs[0];
}

async function findingsSince(
  { catalog }: LakehouseSettings,
  workspace: Workspace,
  since: string,
): Promise<DataPlaneFinding[]> {
  const statement = readFileSync(FINDINGS, 'utf8');
  const { columns, rows } = await execute(workspace, {
    statement,
    catalog,
    parameters: { since },
  });
  return rows.map(
    (row) =>
      Object.fromEntries(
        columns.map(({ name }, i) => [name, row[i]]),
      ) as unknown as DataPlaneFinding,
  );
}
