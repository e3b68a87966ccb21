/** `lakehouse lineage`: the way of a signal back to the system that recorded its call, or of a column to landed fields. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Command } from 'commander';

import { CredentialOptions } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { PROJECT } from '../../client/home';
import { Workspace } from '../../client/rest';
import { execute, Result } from '../../client/statements';
import { columnReport, describeColumn } from '../column-lineage';
import { describe, Lineage } from '../lineage';
import { warehouseOption, withCredentials } from '../options';
import { asOption, signIn } from '../principals';
import { catalogOption } from '../table-name';

interface LineageOptions extends CredentialOptions {
  readonly as?: string;
  readonly column?: string;
  readonly json?: boolean;
  readonly warehouse?: string;
  readonly catalog: string;
}

const STATEMENT = join(PROJECT, 'sql/monitoring/lineage_of_signal.sql');
/** A signal's id is a SHA-256. */
const ID = /^[0-9a-f]{64}$/;

export function lineageCommand(): Command {
  return withCredentials(
    new Command('lineage')
      .description('print where a signal comes from: gold, silver, bronze file, source system')
      .argument('[signal_id]', 'signal_id of gold.signal_lineage')
      .option(
        '--column <name>',
        'print what a column is made of instead, without a workspace: gold.rep_monthly_scores.avg_value',
      )
      .addOption(asOption())
      .option('--json', 'print the way as one JSON line')
      .addOption(warehouseOption())
      .addOption(catalogOption()),
  ).action((id: string | undefined, options: LineageOptions) => lineageOf(id, options));
}

async function lineageOf(id: string | undefined, options: LineageOptions): Promise<void> {
  const { column, json } = options;
  if ((id === undefined) === (column === undefined)) {
    throw new CliError(
      `lineage: not one of a signal id and --column, got ${id === undefined ? 'none' : 'both'}`,
    );
  }
  if (column === undefined) return lineage(id!, options);
  const report = columnReport(column);
  console.log(json ? JSON.stringify(report) : describeColumn(report));
}

async function lineage(given: string, options: LineageOptions): Promise<void> {
  const id = given.toLowerCase();
  if (!ID.test(id)) {
    throw new CliError(`signal id: not 64 hexadecimal digits, got ${given} (${hint(options)})`);
  }
  const workspace = new Workspace(await signIn(options));
  const row = only(await ask(workspace, id, options));
  if (!row) {
    throw new CliError(
      `signal id: not in gold.signal_lineage at ${workspace.host}, got ${id} (${hint(options)})`,
    );
  }
  console.log(options.json ? JSON.stringify(row) : describe(row));
}

async function ask(workspace: Workspace, id: string, options: LineageOptions): Promise<Result> {
  try {
    return await execute(workspace, {
      statement: readFileSync(STATEMENT, 'utf8'),
      warehouseId: options.warehouse ?? process.env.DATABRICKS_WAREHOUSE_ID,
      catalog: options.catalog,
      parameters: { signal_id: id },
    });
  } catch (error) {
    const { message } = error as Error;
    if (!message.startsWith('TABLE_OR_VIEW_NOT_FOUND')) throw error;
    throw new CliError(
      `${options.catalog}.gold.signal_lineage is not there: \`npx lakehouse run governance --wait\` makes it (${message})`,
    );
  }
}

/** Returns a hint how to find a signal's id. */
function hint(options: LineageOptions): string {
  return `to find one: npx lakehouse sql "select signal_id, signal_name, call_id from ${options.catalog}.gold.signal_lineage limit 10"`;
}

function only({ columns, rows }: Result): Lineage | undefined {
  const [row] = rows;
  if (row === undefined) return undefined;
  return Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])) as Lineage;
}
