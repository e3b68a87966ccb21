/**
 * `lakehouse sql`: a SQL statement by the Statement Execution API, its rows as a table or as JSON. Without a
 * statement, a console.
 */
import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';

import { Command } from 'commander';

import { CredentialOptions } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { Workspace } from '../../client/rest';
import { execute, Result } from '../../client/statements';
import { writeControls } from '../../client/terminal';
import { warehouseOption, withCredentials } from '../options';
import { asOption, signIn } from '../principals';
import { type ConsoleStreams, sqlConsole } from '../sql/console';
import { historyFile } from '../sql/history';
import { jsonLines, rowCount, tableText } from '../sql/print';
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
      .description('run a SQL statement on a SQL warehouse; without one, open a console')
      .argument('[statement]')
      .option('-f, --file <path>', 'read the statement from a file')
      .addOption(asOption())
      .option('--json', 'print each row as a JSON line; of equal names the second is name_2')
      .addOption(warehouseOption())
      .option('--catalog <name>', 'current catalog of the statement (default: LAKEHOUSE_CATALOG)')
      .option('--param <name=value>', 'value of a :name marker; may be given again', keyValue, {}),
  ).action((statement: string | undefined, options: SqlOptions) => sql(statement, options));
}

async function sql(given: string | undefined, options: SqlOptions): Promise<void> {
  const { file, json, param: parameters } = options;
  const catalog = options.catalog ?? process.env.LAKEHOUSE_CATALOG;
  const isInteractive = given === undefined && file === undefined && process.stdin.isTTY;
  if (!isInteractive && (given === undefined) === (file === undefined)) {
    throw new CliError(
      `statement, --file: exactly one is needed, got ${given ? 'both' : 'neither'}`,
    );
  }
  const workspace = new Workspace(await signIn(options));
  const warehouseId = options.warehouse ?? process.env.DATABRICKS_WAREHOUSE_ID;
  if (isInteractive) {
    const settings = { warehouseId, catalog, parameters, json };
    return sqlConsole(workspace, settings, terminalStreams());
  }
  const statement = given ?? read(file as string);
  const result = await execute(workspace, { statement, warehouseId, catalog, parameters });
  if (json) for (const line of jsonLines(result)) console.log(line);
  else printTable(result);
}

/** The terminal of this process. Only the line editor writes controls to it. */
function terminalStreams(): ConsoleStreams {
  const { stdin: input, stdout } = process;
  const editor = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      writeControls(stdout, chunk.toString());
      done();
    },
  });
  Object.defineProperty(editor, 'columns', { get: () => stdout.columns });
  stdout.on('resize', () => editor.emit('resize'));
  return {
    input,
    editor,
    print: (text) => console.log(text),
    printNote: (text) => process.stderr.write(`${text}\n`),
    historyFile: historyFile(),
  };
}

function printTable(result: Result): void {
  const table = tableText(result);
  if (table !== undefined) console.log(table);
  process.stderr.write(`${rowCount(result)}\n`);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CliError(`--file: not a readable file, got ${file}`);
  }
}
