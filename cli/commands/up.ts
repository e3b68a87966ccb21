/** `lakehouse up`: serves the local workspace in the background, and returns when it answers. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Command, InvalidArgumentError, Option } from 'commander';

import { CliError } from '../../client/errors';
import { Home, PROJECT } from '../../client/home';
import { pythonIsMissing } from '../../local/api/core/processes/python';
import { homeOption } from '../options';

const START_SECONDS = 60;

interface UpOptions {
  readonly home?: string;
  readonly port: number;
  readonly warm?: boolean;
  readonly foreground?: boolean;
  readonly defaultStorage?: boolean;
  readonly kind?: string;
  readonly catalog: readonly string[];
  readonly warehouse: readonly string[];
}

export function upCommand(): Command {
  return new Command('up')
    .description(
      'start the local workspace on 127.0.0.1, in the background (Spark starts when first needed)',
    )
    .addOption(homeOption())
    .option('--port <number>', 'port to listen on; 0 takes a free one', port, 8765)
    .option('--warm', 'start Spark at once, not when it is first needed')
    .option(
      '--default-storage',
      'create a workspace whose metastore has no storage root, as in the Free Edition',
    )
    .addOption(
      new Option(
        '--kind <kind>',
        'create a workspace with clusters only (classic), or one of the Free Edition (free)',
      ).choices(['standard', 'classic', 'free']),
    )
    .option(
      '--catalog <name>',
      'create the catalog under this name, such as main; repeat the option for further names of it',
      collect,
      [],
    )
    .option(
      '--warehouse <name>',
      'create a SQL warehouse of this name, if none exists (repeatable)',
      collect,
      [],
    )
    .option('--foreground', 'stay attached: the workspace ends with this command (Ctrl-C)')
    .action((options: UpOptions) => up(new Home(options.home), options));
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** The number of a port, as an option gives it. */
export function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535) {
    throw new InvalidArgumentError(`not a whole number from 0 to 65535, got ${text}`);
  }
  return value;
}

async function up(home: Home, options: UpOptions): Promise<void> {
  const { port, warm, foreground, defaultStorage, kind, catalog, warehouse } = options;
  const running = home.served();
  if (running) {
    console.log(`already up: http://127.0.0.1:${running.port} (${home.root})`);
    return;
  }
  if (pythonIsMissing()) {
    throw new CliError('the project is not set up: no .build/venv. Run `make setup`');
  }
  mkdirSync(dirname(home.apiLog), { recursive: true });
  const args = [
    // the loader of modules by `require` is ready 0.1 s earlier than that of `import`
    '--require',
    'tsx/cjs',
    join(PROJECT, 'local/api/main.ts'),
    '--home',
    home.root,
    '--port',
    `${port}`,
    ...(warm ? ['--warm'] : []),
    ...(defaultStorage ? ['--default-storage'] : []),
    ...(kind ? ['--kind', kind] : []),
    ...catalog.flatMap((name) => ['--catalog', name]),
    ...warehouse.flatMap((name) => ['--warehouse', name]),
  ];
  if (foreground) return attached(args);

  const errors = `${home.apiLog}.start`;
  const stderr = openSync(errors, 'w');
  // Ctrl-C here does not reach the server, which has a separate session
  whenInterrupted(() => {
    child.kill('SIGTERM');
    process.exit(130);
  });
  const child = spawn(process.execPath, args, {
    cwd: PROJECT,
    detached: true,
    stdio: ['ignore', stderr, stderr],
  });
  closeSync(stderr);
  let ended = false;
  child.on('exit', () => (ended = true));

  for (const end = Date.now() + START_SECONDS * 1000; Date.now() < end; await sleep(50)) {
    if (ended)
      throw new CliError(lastLine(errors) ?? `the workspace ended at once (see ${home.apiLog})`);
    const served = home.served();
    if (served && served.pid === child.pid && (await answers(served.port))) {
      child.unref();
      console.log(`up: http://127.0.0.1:${served.port} (${home.root})`);
      return;
    }
  }
  child.kill('SIGTERM');
  throw new CliError(`the workspace did not answer within ${START_SECONDS} s (see ${home.apiLog})`);
}

/** Runs the workspace in this terminal; a signal that ends this command ends it first. */
async function attached(args: string[]): Promise<void> {
  whenInterrupted(() => child.kill('SIGTERM'));
  const child = spawn(process.execPath, args, { cwd: PROJECT, stdio: 'inherit' });
  process.exitCode = await new Promise<number>((done) =>
    child.on('exit', (code) => done(code ?? 1)),
  );
}

/** Calls `end` on Ctrl-C, on a request to end, and when the terminal is closed. Set it before a start. */
function whenInterrupted(end: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health`)).ok;
  } catch {
    return false;
  }
}

function lastLine(file: string): string | undefined {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.at(-1)?.replace(/^error: /, '') || undefined;
}
