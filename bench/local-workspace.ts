/** A local workspace of a benchmark's own, in a folder that goes with it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { environment } from '../client/environment-variables';
import { Home } from '../client/home';

const PROJECT = resolve(__dirname, '..');

/** The stack that is deployed to it. */
export const STACK = 'lakehouse-local';

/** Output and duration of a command. */
export interface Done {
  readonly seconds: number;
  readonly out: string;
}

export class LocalWorkspace {
  readonly home: Home;
  private readonly env: NodeJS.ProcessEnv;

  /**
   * @param name of the benchmark
   * @param folder of the workspace. @default - a new folder for temporary files
   */
  constructor(name: string, folder = mkdtempSync(join(tmpdir(), `bench-${name}-`))) {
    this.home = new Home(folder);
    this.env = { ...process.env, ...environment(this.home), CI: 'true' };
  }

  /** Runs `lakehouse` on the workspace. */
  lakehouse(...args: string[]): Done {
    return this.timed(join(PROJECT, 'cli/bin/lakehouse.mjs'), [...args, '--home', this.home.root]);
  }

  cdktf(...args: string[]): Done {
    return this.timed(join(PROJECT, 'node_modules/.bin/cdktf'), args);
  }

  terraform(...args: string[]): Done {
    return this.timed('terraform', args, join(PROJECT, 'cdktf.out/stacks', STACK));
  }

  /** Ends the workspace, and removes it. */
  remove(): void {
    this.lakehouse('down');
    rmSync(this.home.root, { recursive: true, force: true });
  }

  private timed(command: string, args: string[], cwd = PROJECT): Done {
    const started = performance.now();
    const { env } = this;
    const done = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 26 });
    if (done.status !== 0) {
      throw new Error(
        `${command} ${args.join(' ')} ended with ${done.status}:\n${done.stdout}${done.stderr}`,
      );
    }
    return { seconds: (performance.now() - started) / 1000, out: done.stdout };
  }
}
