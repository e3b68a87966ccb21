/** `lakehouse model`: the versions of a model, and which of them is served. */
import Table from 'cli-table3';
import { Command, Option } from 'commander';

import { CredentialOptions, credentials } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { answerOf } from '../../client/jobs';
import { Workspace } from '../../client/rest';
import { type ModelVersion, servedVersion, versionsOf } from '../model-versions';
import { withCredentials } from '../options';
import { catalogOption } from '../table-name';

interface ListOptions extends CredentialOptions {
  readonly catalog: string;
  readonly json?: boolean;
}

interface RollbackOptions extends CredentialOptions {
  readonly to?: string;
  readonly json?: boolean;
}

/** Result of the job (notebooks/lakehouse/model/serving.py). */
interface Served {
  readonly model: string;
  readonly endpoint: string;
  readonly version: number;
  readonly before: number | null;
}

const MODEL = 'gold.deal_outcome';
const ENDPOINT = 'deal-outcome';
const JOB = 'serve_model';

export function modelCommand(): Command {
  return new Command('model')
    .description('the versions of the deal-outcome model, and which of them is served')
    .addCommand(
      withCredentials(
        new Command('list')
          .description('list the versions, the newest first, with their aliases')
          .option('--json', 'print each version as a JSON line')
          .addOption(catalogOption()),
      ).action((options: ListOptions) => list(options)),
    )
    .addCommand(
      withCredentials(
        new Command('rollback')
          .description('serve the previous champion again, and make it the champion')
          .addOption(new Option('--to <version>', 'serve this version instead').argParser(version))
          .option('--json', 'print what is served as one JSON line'),
      ).action((options: RollbackOptions) => rollback(options)),
    )
    .addHelpText(
      'after',
      `
Alias and endpoint move together: the endpoint first, the alias once the version is served.
docs/guides/serving.md says what else a model is asked by.`,
    );
}

function version(given: string): string {
  if (/^\d+$/.test(given)) return given;
  throw new CliError(`--to: not a version number, got ${given}`);
}

async function list({ catalog, json, ...options }: ListOptions): Promise<void> {
  const workspace = new Workspace(credentials(options));
  const name = `${catalog}.${MODEL}`;
  const versions = await versionsOf(workspace, name);
  const served = await servedVersion(workspace, ENDPOINT);
  const shown = versions.map((one) => ({ ...one, served: one.version === served }));
  if (json) for (const one of shown) console.log(JSON.stringify(one));
  else if (shown.length === 0) process.stderr.write(`${name} has no version yet: train it first\n`);
  else print(shown);
}

function print(versions: readonly (ModelVersion & { readonly served: boolean })[]): void {
  const table = new Table({
    head: ['version', 'aliases', 'served', 'made', 'run'],
    style: { head: [], border: [], compact: true },
  });
  for (const { version: number, aliases, served, created_at, run_id } of versions) {
    table.push([number, aliases.join(', '), served ? 'yes' : '', created_at, run_id]);
  }
  console.log(table.toString());
}

async function rollback({ to, json, ...options }: RollbackOptions): Promise<void> {
  const workspace = new Workspace(credentials(options));
  const served = await answerOf<Served>(workspace, JOB, { version: to ?? 'previous' });
  if (json) {
    console.log(JSON.stringify(served));
    return;
  }
  const { endpoint, model, version: now, before } = served;
  console.log(`${endpoint} serves version ${now} of ${model}`);
  if (before !== null && before !== now) {
    console.error(`undo: npx lakehouse model rollback --to ${before}`);
  }
}
