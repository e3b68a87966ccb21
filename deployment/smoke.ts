/** Smoke checks of a deployed environment. They change nothing. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ApiError, type Workspace } from '../client/rest';
import { execute, isRefusal } from '../client/statements';
import { qualifiedName, TABLES } from '../contracts';
import type { LakehouseSettings } from '../environments/settings';
import { short } from './git';
import { stackName, synthesise } from './synthesise';
import { deploymentLog } from './workspace';

export interface Check {
  readonly name: string;
  /** The problems that were found; empty if the check passes. */
  readonly problems: readonly string[];
  /** A short description of the result. */
  readonly found: string;
}

/** The schemas whose tables the warehouse reads. */
const LAYERS: readonly string[] = ['bronze', 'silver', 'gold'];

/** Runs every check, one after the other, and tells each as it ends. */
export async function smoke(
  settings: LakehouseSettings,
  workspace: Workspace,
  onCheck: (check: Check) => void = () => undefined,
): Promise<Check[]> {
  const checks: Check[] = [];
  for (const check of [deployed, tables, jobs, warehouse]) {
    const result = await check(settings, workspace);
    checks.push(result);
    onCheck(result);
  }
  return checks;
}

/** The last deployment did not fail. */
async function deployed(settings: LakehouseSettings, workspace: Workspace): Promise<Check> {
  const name = 'deployment';
  const last = await deploymentLog(settings, workspace).last();
  if (last === undefined) return { name, problems: ['none is recorded'], found: 'none' };
  const { number, commit, outcome, error } = last;
  const problems = outcome === 'failed' ? [`deployment ${number} failed: ${error ?? ''}`] : [];
  return { name, problems, found: `${number} of ${short(commit)} ${outcome}` };
}

/** Every table of the contracts is there, with every column. */
async function tables(settings: LakehouseSettings, workspace: Workspace): Promise<Check> {
  const problems = await Promise.all(
    TABLES.map(async (contract) => {
      const fullName = `${settings.catalog}.${qualifiedName(contract)}`;
      try {
        const path = `/api/2.1/unity-catalog/tables/${fullName}`;
        const { columns = [] } = await workspace.request<{ columns?: { name: string }[] }>(
          'GET',
          path,
        );
        const names = new Set(columns.map((column) => column.name));
        const missing = contract.columns.filter((column) => !names.has(column.name));
        return missing.map((column) => `${fullName} lacks the column ${column.name}`);
      } catch (error) {
        if (error instanceof ApiError) return [`${fullName}: ${error.message}`];
        throw error;
      }
    }),
  );
  return { name: 'tables', problems: problems.flat(), found: `${TABLES.length} declared` };
}

/** Every job that the stack declares is there. */
async function jobs(settings: LakehouseSettings, workspace: Workspace): Promise<Check> {
  const declared = declaredJobs(settings);
  const problems: string[] = [];
  for (const name of declared) {
    const { jobs: found = [] } = await workspace.request<{ jobs?: unknown[] }>(
      'GET',
      '/api/2.2/jobs/list',
      { query: { name } },
    );
    if (found.length !== 1) problems.push(`${found.length} jobs are named ${name}, not one`);
  }
  return { name: 'jobs', problems, found: declared.join(', ') };
}

/**
 * The warehouse answers, and reads the tables that the caller may read. A deploying principal owns
 * schemas, and so has no SELECT on tables that the jobs' principal owns.
 */
export async function warehouse(settings: LakehouseSettings, workspace: Workspace): Promise<Check> {
  const name = 'warehouse';
  const tables = TABLES.filter(({ schema }) => LAYERS.includes(schema)).map(
    (contract) => `${settings.catalog}.${qualifiedName(contract)}`,
  );
  try {
    const counts = await Promise.all(tables.map((table) => rowCount(workspace, table)));
    const read = counts.filter((count) => count !== undefined);
    const total = read.reduce((sum, count) => sum + count, 0);
    const refused = counts.length - read.length;
    return {
      name,
      problems: read.length > 0 ? [] : [`no SELECT on any of ${tables.join(', ')}`],
      found:
        `${total} rows in ${read.length} tables` +
        (refused > 0 ? `; no SELECT on ${refused} others` : ''),
    };
  } catch (error) {
    return { name, problems: [(error as Error).message], found: 'no answer' };
  }
}

/** The rows of a table; undefined if the caller may not read it. */
async function rowCount(workspace: Workspace, table: string): Promise<number | undefined> {
  try {
    const { rows } = await execute(workspace, { statement: `select count(*) from ${table}` });
    return Number(rows[0]![0]);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

function declaredJobs(settings: LakehouseSettings): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'lakehouse-smoke-'));
  try {
    synthesise(settings, outdir);
    const file = join(outdir, 'stacks', stackName(settings.environment), 'cdk.tf.json');
    const { resource } = JSON.parse(readFileSync(file, 'utf8')) as {
      resource: { databricks_job?: Record<string, { name: string }> };
    };
    return Object.values(resource.databricks_job ?? {})
      .map((job) => job.name)
      .sort();
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
