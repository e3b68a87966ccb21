/** `lakehouse forget`: shows what there is of a participant of calls, and erases it. */
import Table from 'cli-table3';
import { Command } from 'commander';

import { confirmed } from '../confirmed';
import { CredentialOptions, credentials } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { Workspace } from '../../client/rest';
import { withCredentials } from '../options';
import { answerOf } from '../../client/jobs';

interface ForgetOptions extends CredentialOptions {
  readonly now?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** What there is of a person, or was (notebooks/lakehouse/forget.py). */
interface Report {
  readonly applied: boolean;
  /** What stands where an id stood. */
  readonly erasure_id: string;
  readonly ids: readonly string[];
  readonly emails: readonly string[];
  /** Rows that change or go, by table. */
  readonly tables: Readonly<Record<string, number>>;
  /** Landed files that are removed. */
  readonly files: number;
  /** Landed files that name the person among many others, and stay. */
  readonly files_with_others: readonly string[];
  readonly old_versions_until: string | null;
}

const JOB = 'forget';

export function forgetCommand(): Command {
  return withCredentials(
    new Command('forget')
      .description('show what there is of a participant of calls, and erase it, after asking')
      .argument('<participant>', 'the id or the e-mail address of the person')
      .option('--now', 'remove old versions of the tables at once; nothing else may run meanwhile')
      .option('--dry-run', 'only show what there is')
      .option('--yes', 'do not ask')
      .option('--json', 'print what was found, or erased, as one JSON line'),
  )
    .addHelpText(
      'after',
      `
Nothing brings back what is erased. Names and addresses become null, ids a token, and the text of
all calls that name the person goes. Old versions of the tables keep it until maintenance may
remove their files, or, with --now, not any more. docs/retention.md has all of it.`,
    )
    .action((participant: string, options: ForgetOptions) => forget(participant, options));
}

async function forget(participant: string, options: ForgetOptions): Promise<void> {
  if (options.yes && options.dryRun)
    throw new CliError('give either --yes or --dry-run, got: both');
  const workspace = new Workspace(credentials(options));
  const run = async (apply: boolean) => {
    if (apply && options.now) await requireRest(workspace);
    return answerOf<Report>(workspace, JOB, {
      participant,
      apply: String(apply),
      at_once: String(apply && Boolean(options.now)),
    });
  };
  let report = await run(Boolean(options.yes));
  if (!options.yes && !options.dryRun && isKnown(report)) {
    print(report, options);
    if (!(await confirmed('Erase this? Nothing brings it back.'))) {
      throw new CliError('not erased: answer yes, or give --yes');
    }
    report = await run(true);
  }
  if (options.json) console.log(JSON.stringify(report));
  else print(report, options);
}

function isKnown({ tables, files, files_with_others: others }: Report): boolean {
  return Object.keys(tables).length > 0 || files > 0 || others.length > 0;
}

/** @throws CliError where a run goes on, whose files the removal of old versions could take */
async function requireRest(workspace: Workspace): Promise<void> {
  const { runs = [] } = await workspace.request<{ runs?: { run_id: number; run_name?: string }[] }>(
    'GET',
    '/api/2.2/jobs/runs/list',
    { query: { active_only: 'true', limit: 25 } },
  );
  if (runs.length === 0) return;
  const names = runs.map(({ run_id: id, run_name: name }) => `${name ?? 'run'} (${id})`);
  throw new CliError(`--now must be given when no job runs, got: ${names.join(', ')}`);
}

function print(report: Report, { json }: ForgetOptions): void {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  if (!isKnown(report)) return say('nothing there is names the person');
  const { applied } = report;
  say(`known as: ${[...report.ids, ...report.emails].join(', ')}`);
  if (!json) {
    const table = new Table({
      head: ['table', applied ? 'rows redacted or deleted' : 'rows to redact or delete'],
      style: { head: [], border: [], compact: true },
    });
    for (const [name, rows] of Object.entries(report.tables)) table.push([name, rows]);
    console.log(table.toString());
  }
  say(`landed files ${applied ? 'removed' : 'to be removed'}: ${report.files}`);
  for (const file of report.files_with_others) {
    say(`stays, as it has records of others too: ${file}`);
  }
  if (!applied) return;
  say(`erasure ${report.erasure_id} is written down in ops.erasures`);
  say(
    report.old_versions_until === null
      ? 'old versions of the tables are removed'
      : `old versions of the tables may keep it until ${report.old_versions_until}: maintenance removes them then`,
  );
}
