/** `lakehouse sql`: one SQL statement by the Statement Execution API, its rows as a table or as JSON. */
import { readFileSync } from 'node:fs';

import Table from 'cli-table3';
import { Command } from 'commander';

import { CredentialOptions } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { Workspace } from '../../client/rest';
import { execute, Result } from '../../client/statements';
import { visible } from '../../client/terminal';
import { warehouseOption, withCredentials } from '../options';
import { asOption, signIn } from '../principals';
import { keyValue } from './run';

interface SqlOptions extends CredentialOptions {
  readonly file?: string;
  readonly as?: string;
  readonly json?: boolean;
  readonly warehouse?: string;
  readonly catalog?: string;
  readonly param: Record<string, string>;
}

export function sqlCommand(): Command {
  return withCredentials(
    new Command('sql')
      .description('run a SQL statement on a SQL warehouse')
      .argument('[statement]')
      .option('-f, --file <path>', 'read the statement from a file')
      .addOption(asOption())
      .option('--json', 'print each row as a JSON line; of equal names the second is name_2')
      .addOption(warehouseOption())
      .option('--catalog <name>', 'current catalog of the statement')
      .option('--param <name=value>', 'value of a :name marker; may be given again', keyValue, {}),
  ).action((statement: string | undefined, options: SqlOptions) => sql(statement, options));
}

async function sql(given: string | undefined, options: SqlOptions): Promise<void> {
  if ((given === undefined) === (options.file === undefined)) {
    throw new CliError(
      `statement, --file: exactly one is needed, got ${given ? 'both' : 'neither'}`,
    );
  }
  const statement = given ?? read(options.file as string);
  const workspace = new Workspace(await signIn(options));
  const result = await execute(workspace, {
    statement,
    warehouseId: options.warehouse ?? process.env.DATABRICKS_WAREHOUSE_ID,
    catalog: options.catalog,
    parameters: options.param,
  });
  if (options.json) printJson(result);
  else printTable(result);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CliError(`--file: not a readable file, got ${file}`);
  }
}

function printJson(result: Result): void {
  const keys = jsonKeys(result.columns.map((column) => column.name)).map((name) =>
    JSON.stringify(name),
  );
  // written key by key: an object would put keys such as 1 first
  for (const row of result.rows) {
    console.log(`{${keys.map((key, i) => `${key}:${JSON.stringify(row[i] ?? null)}`).join(',')}}`);
  }
}

/** Keys for the columns, in order: of equal names the second is `name_2`. */
export function jsonKeys(names: readonly string[]): string[] {
  const taken = new Set(names);
  const used = new Set<string>();
  return names.map((name) => {
    let key = name;
    for (let n = 2; used.has(key) || (key !== name && taken.has(key)); n++) key = `${name}_${n}`;
    used.add(key);
    return key;
  });
}

const CELL = 60;

function printTable(result: Result): void {
  if (result.columns.length > 0) {
    const table = new Table({
      head: result.columns.map((column) => visible(column.name)),
      style: { head: [], border: [], compact: true },
    });
    for (const row of result.rows) table.push(row.map(cell));
    console.log(table.toString());
  }
  const rows = `${result.rows.length} row${result.rows.length === 1 ? '' : 's'}`;
  process.stderr.write(`${rows}${result.truncated ? ' (cut)' : ''}\n`);
}

/** A long value is cut in the table only; `--json` has it whole. */
function cell(value: string | null): string {
  if (value === null) return 'NULL';
  const line = visible(value.replace(/[ \t\r\n]+/g, ' '));
  return line.length > CELL ? `${line.slice(0, CELL - 1)}…` : line;
}
