/** `lakehouse restore`: shows what has changed in tables since a version, and takes it back. */
import Table from 'cli-table3';
import { Command } from 'commander';

import { CredentialOptions, credentials } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { answerOf } from '../../client/jobs';
import { Workspace } from '../../client/rest';
import { confirmed } from '../confirmed';
import { withCredentials } from '../options';
import { hasWork, notes, RestoreReport, undoCommands } from '../restore-report';
import { twoPartName } from '../table-name';

interface RestoreOptions extends CredentialOptions {
  readonly version?: string;
  readonly timestamp?: string;
  readonly takeIn?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const JOB = 'restore';

export function restoreCommand(): Command {
  return withCredentials(
    new Command('restore')
      .description(
        'show the changes of tables since a version, and revert them after a confirmation',
      )
      .argument('<table...>', 'tables with their schema: silver.deals')
      .option('--version <number>', 'the version to restore, of one table (`lakehouse history`)')
      .option('--timestamp <time>', 'the time to restore, in ISO 8601 (default time zone: UTC)')
      .option(
        '--take-in',
        'evaluate and merge again the documents that landed since, after a rule or a bug was fixed',
      )
      .option('--dry-run', 'show the changes only')
      .option('--yes', 'do not ask')
      .option('--json', 'print the changes as one JSON line'),
  )
    .addHelpText(
      'after',
      `
A restore is one more version of a table, and prints the command that undoes it. Gold is recomputed.
Documents that landed since stay out of the restored tables, or are ingested again with --take-in.
Run it when no ingest runs. docs/guides/restore.md has the runbook.`,
    )
    .action((tables: string[], options: RestoreOptions) => restore(tables, options));
}

async function restore(given: string[], options: RestoreOptions): Promise<void> {
  const tables = given.map(twoPartName);
  check(tables, options);
  const workspace = new Workspace(credentials(options));
  const run = (apply: boolean) =>
    answerOf<RestoreReport>(workspace, JOB, {
      tables: tables.join(','),
      version: options.version ?? '',
      timestamp: options.timestamp ?? '',
      take_in: String(options.takeIn ?? false),
      apply: String(apply),
    });
  let report = await run(Boolean(options.yes));
  if (!options.yes && !options.dryRun && hasWork(report, Boolean(options.takeIn))) {
    print(report, options);
    if (!(await confirmed('Restore?'))) {
      throw new CliError('not restored: answer yes, or give --yes');
    }
    report = await run(true);
  }
  if (options.json) console.log(JSON.stringify(report));
  else print(report, options);
  if (report.applied) for (const command of undoCommands(report)) console.error(`undo: ${command}`);
}

function check(tables: readonly string[], options: RestoreOptions): void {
  const { version, timestamp } = options;
  if ((version === undefined) === (timestamp === undefined)) {
    const both = version === undefined ? 'neither' : 'both';
    throw new CliError(`--version, --timestamp: exactly one is needed, got ${both}`);
  }
  if (version !== undefined && !/^\d+$/.test(version)) {
    throw new CliError(`--version: not a number, got ${version}`);
  }
  if (version !== undefined && tables.length > 1) {
    throw new CliError(`--version: applies to one table, got ${tables.join(', ')}`);
  }
  if (timestamp !== undefined && Number.isNaN(Date.parse(timestamp))) {
    throw new CliError(`--timestamp: not an ISO 8601 time, got ${timestamp}`);
  }
  if (options.yes && options.dryRun)
    throw new CliError('--yes: excludes --dry-run, got both. Specify one of them');
}

function print(report: RestoreReport, { takeIn }: RestoreOptions): void {
  const table = new Table({
    head: ['table', 'rows', 'version', 'of then', 'of', 'go', 'come back', 'change'],
    style: { head: [], border: [], compact: true },
  });
  for (const one of report.tables) {
    const { version, to_version: then, to_time: time, goes, returns, changes } = one;
    table.push([one.table, one.rows, version, then, time, goes, returns, changes]);
  }
  console.log(table.toString());
  for (const { table: name, sample } of report.tables) {
    for (const { kind, ...key } of sample) console.log(`${name}: ${kind} ${JSON.stringify(key)}`);
  }
  for (const note of notes(report, Boolean(takeIn))) console.error(note);
}
