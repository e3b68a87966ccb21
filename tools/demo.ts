/**
 * `make demo`: the main job from nothing on this machine. Starts a local workspace, deploys `lakehouse-local` with
 * terraform, loads calls, runs the jobs `ingest` and `governance`, prints the rows of each layer and the access of sample principals, and
 * ends what it started.
 * Safe to repeat: what is deployed, loaded and ingested already is left as it is. Its last line is one JSON object of
 * row counts per table.
 */
import { ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

import { Command } from 'commander';

import { environment } from '../client/environment-variables';
import { Home, PROJECT } from '../client/home';
import { settingsWithSources, vendorFolders } from './demo/vendor-folders';

const STACK = 'lakehouse-local';
const JOBS = ['ingest', 'governance'];
const CATALOG = 'lakehouse_local';

class DemoError extends Error {}

let running: ChildProcess | undefined;
let interrupted = false;

type CommandLine = readonly [program: string, ...args: string[]];

/** Runs a command to its end and returns its standard output. With `log`, both its outputs go to that file. */
function run(command: CommandLine, env: NodeJS.ProcessEnv, log?: string): Promise<string> {
  const [program, ...args] = command;
  return new Promise((done, failed) => {
    const child = spawn(program, args, {
      cwd: PROJECT,
      env,
      stdio: ['ignore', 'pipe', log ? 'pipe' : 'inherit'],
    });
    running = child;
    let output = '';
    const file = log ? createWriteStream(log) : undefined;
    child.stdout?.on('data', (data) => {
      output += data;
      file?.write(data);
    });
    child.stderr?.on('data', (data) => {
      output += data;
      file?.write(data);
    });
    child.on('error', failed);
    child.on('close', (code) => {
      running = undefined;
      file?.end();
      if (code === 0 && !interrupted) done(output);
      else failed(new DemoError(failure(command, code, log ? output : '')));
    });
  });
}

/** The line of a failed command that says why, where it is not on the screen already. */
function failure(command: CommandLine, code: number | null, output: string): string {
  const plain = output.replace(/\x1b\[[0-9;]*m/g, '');
  const why = plain.split('\n').find((line) => /\bError: /.test(line));
  const name = command.map((word) => basename(word)).join(' ');
  return `\`${name}\` ended with ${code ?? 'a signal'}${why ? `: ${why.replace(/^.*Error: /, '')}` : ''}`;
}

function landingFolder(given: string): string {
  const folder = resolve(given);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new DemoError(`DATA: not a folder of landing files, got ${given}`);
  }
  return folder;
}

const steps = 7;
let step = 0;
const started = Date.now();

function say(text: string): void {
  step += 1;
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`==> ${step}/${steps} ${text} (${seconds} s)`);
}

async function demo(data: string | undefined): Promise<void> {
  const given = data === undefined ? undefined : landingFolder(data);
  const name = given && basename(given).replace(/[^A-Za-z0-9_-]/g, '_');
  const home = new Home(
    process.env.LAKEHOUSE_HOME ?? join(PROJECT, name ? `.lakehouse-${name}` : '.lakehouse'),
  );
  const sources = given === undefined ? [] : vendorFolders(given);
  const settings = settingsWithSources(sources, process.env.LAKEHOUSE_LOCAL_SETTINGS);
  const env = {
    ...process.env,
    ...environment(home),
    CI: 'true',
    ...(settings === undefined ? {} : { LAKEHOUSE_LOCAL_SETTINGS: settings }),
  };
  const lakehouse = (...args: string[]) =>
    run([join(PROJECT, 'cli/bin/lakehouse.mjs'), ...args, '--home', home.root], env);

  const wasUp = home.served() !== undefined;
  try {
    say('Starting the local workspace');
    process.stdout.write(
      indent(await lakehouse('up', '--warm', ...(wasUp ? [] : ['--port', '0']))),
    );

    say(`Deploying ${STACK}: terraform, the Databricks provider`);
    const log = join(home.root, 'logs', 'deploy.log');
    await mkdir(join(home.root, 'logs'), { recursive: true });
    const deployed = await run(
      [join(PROJECT, 'cli/bin/lakehouse.mjs'), 'deploy', '--auto-approve', '--home', home.root],
      env,
      log,
    ).catch((error: Error) => {
      throw new DemoError(
        `${error.message} (all of it: ${log}; the workspace's side: ${home.apiLog})`,
      );
    });
    console.log(`    ${/Apply complete!.*|No changes\..*/.exec(deployed)?.[0] ?? 'deployed'}`);

    const landing = given ?? join(home.root, 'samples');
    if (sources.length > 0) console.log(`    accepting documents of ${sources.join(', ')}`);
    say(given ? `Loading ${given}` : 'Generating sample calls and loading them');
    if (!given) {
      const made = await run(
        [process.execPath, '--import', 'tsx', 'tools/sample-calls.ts', '--out', landing],
        env,
      );
      process.stdout.write(indent(made));
    }
    await lakehouse('load', landing, '--catalog', CATALOG);

    for (const job of JOBS) {
      say(`Running ${job}`);
      await lakehouse('run', job, '--wait');
    }

    say('Rows by table');
    const counts = await rowCounts(lakehouse);
    for (const [table, rows] of Object.entries(counts)) {
      console.log(`    ${table.padEnd(32)} ${rows.toLocaleString('en').padStart(10)} rows`);
    }

    say('Access to the calls by principal');
    const people = await samplePrincipals(lakehouse);
    for (const [role, principal] of Object.entries(people)) {
      console.log(
        `    ${role.padEnd(9)} ${principal.padEnd(36)} ${await seen(lakehouse, principal)}`,
      );
    }
    console.log(nextCommands(home, people));
    console.log(JSON.stringify(counts));
  } finally {
    if (!wasUp) await lakehouse('down').catch(() => undefined);
  }
}

type Lakehouse = (...args: string[]) => Promise<string>;

async function rowCounts(lakehouse: Lakehouse): Promise<Record<string, number>> {
  const rows = await ask(lakehouse, 'sql/monitoring/row_counts.sql');
  return Object.fromEntries(rows.map((row) => [row.table_name ?? '', Number(row.row_count)]));
}

/** Returns a principal of each role. */
async function samplePrincipals(lakehouse: Lakehouse): Promise<Record<string, string>> {
  const [busiest] = await ask(lakehouse, 'tools/demo/busiest_rep.sql');
  return { ...busiest, reviewer: 'reviewer@example.com', analyst: 'analyst@example.com' };
}

/** What a principal sees in the secured view of calls. */
async function seen(lakehouse: Lakehouse, principal: string): Promise<string> {
  const [row] = await ask(lakehouse, 'tools/demo/visible_calls.sql', '--as', principal);
  if (row === undefined) throw new DemoError('tools/demo/visible_calls.sql: returned no row');
  const calls = Number(row.call_count);
  const text = Number(row.readable_count) > 0 ? ', with their text' : ', masked';
  return `${calls.toLocaleString('en').padStart(6)} calls${calls > 0 ? text : ''}`;
}

/** Returns the rows of a SQL file of the project. */
async function ask(
  lakehouse: Lakehouse,
  path: string,
  ...options: string[]
): Promise<Record<string, string>[]> {
  const file = join(PROJECT, path);
  const lines = await lakehouse('sql', '--json', '-f', file, '--catalog', CATALOG, ...options);
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, string>);
}

const indent = (text: string) => text.replace(/^(?=.)/gm, '    ');

function nextCommands(home: Home, people: Record<string, string>): string {
  const other = home.root === join(PROJECT, '.lakehouse') ? '' : ` --home ${home.root}`;
  return `    Next commands:
      npx lakehouse up${other}
      npx lakehouse sql${other} "select * from ${CATALOG}.gold.rep_monthly_scores limit 10"
      npx lakehouse sql${other} --as ${people.rep ?? people.reviewer} "select call_id, title, transcript_text from ${CATALOG}.gold.conversation_details limit 10"
      npx lakehouse sql${other} --as ${people.analyst} "select count(*) from ${CATALOG}.silver.conversations"
      npx lakehouse open${other} --as ${people.analyst}
      npx lakehouse down${other}`;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted = true;
    running?.kill('SIGTERM');
  });
}

void new Command('demo')
  .description('run the main job on this machine, from an empty workspace to gold')
  .option('--data <folder>', 'a landing folder of yours (default: generated sample calls)')
  .action(async (options: { data?: string }) => {
    try {
      await demo(options.data);
    } catch (error) {
      if (!(error instanceof DemoError) && !interrupted) throw error;
      console.error(interrupted ? 'stopped' : `error: ${(error as Error).message}`);
      process.exitCode = interrupted ? 130 : 1;
    }
  })
  .parseAsync();
