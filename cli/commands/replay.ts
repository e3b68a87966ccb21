/** `lakehouse replay`: takes quarantined records into silver that keep the rules by now. */
import Table from 'cli-table3';
import { Command } from 'commander';

import { CredentialOptions, credentials } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { answerOf } from '../../client/jobs';
import { Workspace } from '../../client/rest';
import { withCredentials } from '../options';

interface ReplayOptions extends CredentialOptions {
  readonly quarantine?: boolean;
  readonly table?: string;
  readonly rule?: string;
  readonly since?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Outcome of the records for a table (notebooks/lakehouse/recovery/replay.py). */
interface Outcome {
  readonly open: number;
  readonly resolved: number;
  readonly rejected: number;
  readonly missing: number;
}

type Outcomes = Readonly<Record<string, Outcome>>;

const JOB = 'replay';

export function replayCommand(): Command {
  return withCredentials(
    new Command('replay')
      .description('apply the current rules to quarantined records, and ingest those that pass')
      .option('--quarantine', 'what to replay: the open records of silver.quarantine')
      .option('--table <name>', 'only records meant for this table: silver.deals')
      .option('--rule <name>', 'only records that broke this rule')
      .option('--since <time>', 'only records rejected from this time on, in ISO 8601')
      .option('--dry-run', 'only say what would become of them')
      .option('--json', 'print what became of them as one JSON line')
      .addHelpText(
        'after',
        `
A document is judged whole: of one that is taken, all that was rejected is judged again. What is
older than what silver has changes nothing. Run twice, the second run finds what still is rejected.
Gold follows with the next run of the job ingest.`,
      ),
  ).action((options: ReplayOptions) => replay(options));
}

async function replay(options: ReplayOptions): Promise<void> {
  if (!options.quarantine) throw new CliError('say what to replay: --quarantine');
  if (options.since !== undefined && Number.isNaN(Date.parse(options.since))) {
    throw new CliError(`--since: not an ISO 8601 time, got ${options.since}`);
  }
  const outcomes = await answerOf<Outcomes>(new Workspace(credentials(options)), JOB, {
    table: options.table ?? '',
    rule: options.rule ?? '',
    since: options.since ?? '',
    dry_run: String(options.dryRun ?? false),
  });
  if (options.json) console.log(JSON.stringify(outcomes));
  else print(outcomes, options.dryRun ?? false);
}

function print(outcomes: Outcomes, dryRun: boolean): void {
  if (Object.keys(outcomes).length === 0) {
    process.stderr.write('no open record in quarantine\n');
    return;
  }
  const table = new Table({
    head: ['table', 'open', dryRun ? 'would pass' : 'resolved', 'rejected', 'missing in bronze'],
    style: { head: [], border: [], compact: true },
  });
  for (const [name, { open, resolved, rejected, missing }] of Object.entries(outcomes)) {
    table.push([name, open, resolved, rejected, missing]);
  }
  console.log(table.toString());
  const resolved = Object.values(outcomes).some((outcome) => outcome.resolved > 0);
  if (resolved && !dryRun) {
    process.stderr.write('gold follows with the next run of ingest: lakehouse run ingest --wait\n');
  }
}
