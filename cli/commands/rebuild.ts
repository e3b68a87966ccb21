/** `lakehouse rebuild`: builds silver and gold again from bronze, compares, and with `--replace` puts right what differs. */
import Table from 'cli-table3';
import { Argument, Command } from 'commander';

import { CredentialOptions, credentials } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { answerOf } from '../../client/jobs';
import { Workspace } from '../../client/rest';
import { confirmed } from '../confirmed';
import { withCredentials } from '../options';

interface RebuildOptions extends CredentialOptions {
  readonly replace?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Differences between a table and its rebuild from bronze (notebooks/lakehouse/recovery/rebuild.py). */
interface Comparison {
  readonly table: string;
  readonly rows: number;
  readonly missing: number;
  readonly extra: number;
  readonly different: number;
  readonly sample: readonly Readonly<Record<string, string>>[];
  readonly replaced: boolean;
}

interface Report {
  readonly equal: boolean;
  readonly replaced: readonly string[];
  readonly tables: readonly Comparison[];
}

const JOB = 'rebuild';

export function rebuildCommand(): Command {
  return withCredentials(
    new Command('rebuild')
      .description(
        'build silver and gold again from bronze alone and compare (exit code 1 when they differ)',
      )
      .addArgument(new Argument('<layer>', 'what to build').choices(['silver']))
      .option('--replace', 'replace tables that differ, after confirmation')
      .option('--yes', 'do not ask')
      .option('--json', 'print what differs as one JSON line'),
  ).action((_layer: string, options: RebuildOptions) => rebuild(options));
}

async function rebuild(options: RebuildOptions): Promise<void> {
  if (options.yes && !options.replace) throw new CliError('--yes goes with --replace');
  const workspace = new Workspace(credentials(options));
  const replaceAtOnce = Boolean(options.replace && options.yes);
  let report = await run(workspace, replaceAtOnce);
  if (options.replace && !options.yes && !report.equal) {
    if (!options.json) print(report);
    if (!(await confirmed('Replace these rows by those built from bronze?'))) {
      throw new CliError('not replaced: answer yes, or give --yes');
    }
    report = await run(workspace, true);
  }
  if (options.json) console.log(JSON.stringify(report));
  else print(report);
  if (!report.equal && !options.replace) process.exitCode = 1;
}

/** Runs the job and returns its comparison. */
function run(workspace: Workspace, replace: boolean): Promise<Report> {
  return answerOf<Report>(workspace, JOB, { replace: String(replace) });
}

function print({ equal, tables }: Report): void {
  const table = new Table({
    head: ['table', 'rows', 'missing', 'extra', 'different', ''],
    style: { head: [], border: [], compact: true },
  });
  for (const { table: name, rows, missing, extra, different, replaced } of tables) {
    const isEqual = missing + extra + different === 0;
    const outcome = replaced ? 'replaced' : isEqual ? 'equal' : 'differs';
    table.push([name, rows, missing, extra, different, outcome]);
  }
  console.log(table.toString());
  for (const { table: name, sample } of tables) {
    for (const { kind, ...key } of sample) console.log(`${name}: ${kind} ${JSON.stringify(key)}`);
  }
  if (equal) process.stderr.write('what stands is what bronze gives\n');
}
