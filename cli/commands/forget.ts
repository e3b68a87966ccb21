/** `lakehouse forget`: reports the data of a participant of calls, erases it, verifies an erasure. */
import { Command } from 'commander';

import { CredentialOptions, credentials } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { answerOf } from '../../client/jobs';
import { Workspace } from '../../client/rest';
import { confirmed } from '../confirmed';
import { ForgetReport, hasData, linesOf, tablesOf, Verification } from '../forget-report';
import { withCredentials } from '../options';

interface ForgetOptions extends CredentialOptions {
  readonly now?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly verify?: string;
}

const JOB = 'forget';

export function forgetCommand(): Command {
  return withCredentials(
    new Command('forget')
      .description('report the data of a participant of calls, and erase it after confirmation')
      .argument('[participant]', 'the id or the e-mail address of the person')
      .option('--now', 'remove old versions of the tables at once; no other job may run meanwhile')
      .option('--dry-run', 'only report: each match, and similar values that are excluded')
      .option('--yes', 'do not ask')
      .option('--verify <erasure id>', 'check again that nothing is left of an erased person')
      .option('--json', 'print the report as one JSON line'),
  )
    .addHelpText(
      'after',
      `
An erasure cannot be undone. Names and addresses become null, ids a token, and the text of all calls
with the person's data is erased. Old versions of the tables have it until maintenance may remove
their files, or, with --now, no longer. A run that failed is repeated with the same command.
docs/guides/retention.md has the rules.`,
    )
    .action((participant: string | undefined, options: ForgetOptions) =>
      options.verify ? verify(participant, options) : forget(participant, options),
    );
}

async function forget(participant: string | undefined, options: ForgetOptions): Promise<void> {
  if (!participant) throw new CliError('participant: missing. Give an id or an e-mail address');
  if (options.yes && options.dryRun)
    throw new CliError('--yes: excludes --dry-run, got both. Specify one of them');
  const workspace = new Workspace(credentials(options));
  const run = async (apply: boolean) => {
    if (apply && options.now) await requireRest(workspace);
    const parameters = {
      participant,
      apply: String(apply),
      at_once: String(apply && Boolean(options.now)),
    };
    // parameters and output of a run have the person's data
    return answerOf<ForgetReport>(workspace, JOB, parameters, { deletesRun: true });
  };
  let report = await run(Boolean(options.yes));
  if (!options.yes && !options.dryRun && hasData(report)) {
    print(report, options);
    if (!(await confirmed('Erase this? It cannot be undone.'))) {
      throw new CliError('not erased: answer yes, or give --yes');
    }
    report = await run(true);
  }
  if (options.json) console.log(JSON.stringify(report));
  else print(report, options);
}

async function verify(participant: string | undefined, options: ForgetOptions): Promise<void> {
  if (participant || options.yes || options.dryRun || options.now) {
    throw new CliError('--verify: takes the id of an erasure alone, got more. Leave the rest out');
  }
  const workspace = new Workspace(credentials(options));
  const done = await answerOf<Verification>(workspace, JOB, { verify: options.verify! });
  if (options.json) return console.log(JSON.stringify(done));
  say(`erasure ${done.erasure_id}: nothing is left in tables and landed files`);
  say(
    done.old_versions_until === null
      ? 'old versions of the tables: nothing is left'
      : `old versions of the tables: may have it until ${done.old_versions_until}`,
  );
  if (!done.is_complete) say('the erasure is not complete: repeat it');
}

/** @throws CliError where a run is active, whose files the removal of old versions could delete */
async function requireRest(workspace: Workspace): Promise<void> {
  const { runs = [] } = await workspace.request<{ runs?: { run_id: number; run_name?: string }[] }>(
    'GET',
    '/api/2.2/jobs/runs/list',
    { query: { active_only: 'true', limit: 25 } },
  );
  if (runs.length === 0) return;
  const names = runs.map(({ run_id: id, run_name: name }) => `${name ?? 'run'} (${id})`);
  throw new CliError(
    `--now: other jobs are active, got ${names.join(', ')}. Wait for them, and pause triggers`,
  );
}

function print(report: ForgetReport, { json }: ForgetOptions): void {
  if (!hasData(report)) return say('no data of the person found');
  say(`known as: ${[...report.ids, ...report.emails].join(', ')}`);
  if (!json) tablesOf(report).forEach((table) => console.log(table));
  linesOf(report).forEach(say);
  if (!report.applied) return;
  say(`erasure ${report.erasure_id} is complete and verified; ops.erasures records it`);
  say(
    report.old_versions_until === null
      ? 'old versions of the tables are removed'
      : `old versions of the tables may have it until ${report.old_versions_until}: maintenance removes them then`,
  );
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
