/** `lakehouse history`: the versions of a table, who made them, and what each of them changed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import Table from 'cli-table3';
import { Command, InvalidArgumentError } from 'commander';

import { CredentialOptions } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { PROJECT } from '../../client/home';
import { Workspace } from '../../client/rest';
import { execute } from '../../client/statements';
import { warehouseOption, withCredentials } from '../options';
import { signIn } from '../principals';
import { catalogOption, fullName } from '../table-name';
import { type TableVersion, tableVersion } from '../table-version';

interface HistoryOptions extends CredentialOptions {
  readonly catalog: string;
  readonly json?: boolean;
  readonly limit: number;
  readonly warehouse?: string;
}

const STATEMENT = join(PROJECT, 'sql/maintenance/table_history.sql');

export function historyCommand(): Command {
  return withCredentials(
    new Command('history')
      .description('print the versions of a table, the newest first, and what each changed')
      .argument('<table>', 'a table with its schema: silver.deals')
      .option('--limit <count>', 'how many versions', positive, 20)
      .option('--json', 'print each version as a JSON line')
      .addOption(warehouseOption())
      .addOption(catalogOption())
      .addHelpText(
        'after',
        `
\`lakehouse restore <table> --version <version>\` shows what has changed since, and takes it back.`,
      ),
  ).action((table: string, options: HistoryOptions) => history(table, options));
}

async function history(given: string, options: HistoryOptions): Promise<void> {
  const name = fullName(given, options.catalog);
  const workspace = new Workspace(await signIn(options));
  const versions = await ask(workspace, name, options);
  if (options.json) for (const version of versions) console.log(JSON.stringify(version));
  else print(versions, options.limit);
}

async function ask(
  workspace: Workspace,
  name: string,
  options: HistoryOptions,
): Promise<TableVersion[]> {
  try {
    const { columns, rows } = await execute(workspace, {
      statement: readFileSync(STATEMENT, 'utf8'),
      warehouseId: options.warehouse ?? process.env.DATABRICKS_WAREHOUSE_ID,
      parameters: { table_name: name, row_limit: String(options.limit) },
    });
    return rows.map((row) =>
      tableVersion(
        Object.fromEntries(columns.map(({ name: column }, at) => [column, row[at] ?? null])),
      ),
    );
  } catch (error) {
    const { message } = error as Error;
    if (!/TABLE_OR_VIEW_NOT_FOUND|DELTA_MISSING_DELTA_TABLE/.test(message)) throw error;
    throw new CliError(`table: does not exist at ${workspace.host}, got ${name}`);
  }
}

function print(versions: readonly TableVersion[], limit: number): void {
  const table = new Table({
    head: ['version', 'time', 'operation', 'by', 'inserted', 'updated', 'deleted'],
    style: { head: [], border: [], compact: true },
  });
  for (const { version, time, operation, by, inserted, updated, deleted } of versions) {
    table.push([version, time, operation, by ?? '', ...[inserted, updated, deleted].map(cell)]);
  }
  console.log(table.toString());
  if (versions.length === limit) process.stderr.write(`the last ${limit}; --limit shows more\n`);
}

const cell = (count: number | null) => (count === null ? '' : String(count));

function positive(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new InvalidArgumentError(`not a whole number between 1 and 999999, got ${text}`);
  }
  return Number(text);
}
