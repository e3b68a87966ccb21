/** The terraform command, run in one folder, its failures told in a line. */
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';

import { providerMirror } from '../client/environment-variables';
import { CliError } from '../client/errors';
import { TerraformError } from './terraform-failure';

/** The state that a plan was made from; nulls where nothing is deployed. */
export interface StateVersion {
  readonly lineage: string | null;
  readonly serial: number | null;
}

export interface Versions {
  readonly terraform: string;
  /** By the provider's source address. */
  readonly providers: Readonly<Record<string, string>>;
}

export interface TerraformOptions {
  /** Where the output of every command is appended. */
  readonly log: string;
  /** The time to wait for the lock on the state, in seconds. @default 0 */
  readonly lockTimeoutSeconds?: number;
}

type Arguments = readonly [command: string, ...options: string[]];

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly output: string;
}

/** One folder with a synthesised stack. */
export class Terraform {
  constructor(
    private readonly folder: string,
    private readonly options: TerraformOptions,
  ) {}

  /** Installs providers and connects to the state. @param locked only those of the lock file */
  async init({ locked }: { locked: boolean }): Promise<void> {
    await this.must('init', '-input=false', ...(locked ? ['-lockfile=readonly'] : []));
  }

  async versions(): Promise<Versions> {
    const { stdout } = await this.must('version', '-json');
    const { terraform_version, provider_selections } = JSON.parse(stdout) as {
      terraform_version: string;
      provider_selections: Versions['providers'];
    };
    return { terraform: terraform_version, providers: provider_selections };
  }

  async stateVersion(): Promise<StateVersion> {
    const { stdout } = await this.must('state', 'pull');
    if (stdout.trim() === '') return { lineage: null, serial: null };
    const { lineage, serial } = JSON.parse(stdout) as StateVersion;
    return { lineage, serial };
  }

  /**
   * Makes a plan. @returns whether it changes anything
   * @param how `refresh` reads the live resources; `lock` locks the state meanwhile
   */
  async plan(
    file: string,
    { refresh, lock }: { readonly refresh: boolean; readonly lock: boolean },
  ): Promise<boolean> {
    const how = [`-refresh=${refresh}`, ...(lock ? [this.lockTimeout] : ['-lock=false'])];
    const args: Arguments = ['plan', '-input=false', '-detailed-exitcode', ...how, `-out=${file}`];
    const ended = await this.run(args);
    if (ended.status !== 0 && ended.status !== 2) throw new TerraformError('plan', ended.output);
    return ended.status === 2;
  }

  /** A plan as `terraform show -json` prints it. */
  async show(file: string): Promise<string> {
    return (await this.must('show', '-json', file)).stdout;
  }

  /** Carries out a plan, and tells each line of it. */
  async apply(file: string, onLine: (line: string) => void): Promise<void> {
    const ended = await this.run(['apply', '-input=false', this.lockTimeout, file], onLine);
    if (ended.status !== 0) throw new TerraformError('apply', ended.output);
  }

  private get lockTimeout(): string {
    return `-lock-timeout=${this.options.lockTimeoutSeconds ?? 0}s`;
  }

  private async must(...args: Arguments): Promise<Ended> {
    const ended = await this.run(args);
    const [command] = args;
    if (ended.status !== 0) throw new TerraformError(command, ended.output);
    return ended;
  }

  private run(args: Arguments, onLine?: (line: string) => void): Promise<Ended> {
    // a command that makes or reads data prints it whole, which is no log
    const [command, ...rest] = args;
    const isLogged = !['show', 'state', 'version'].includes(command);
    const colourless = ['version', 'state'].includes(command) ? [] : ['-no-color'];
    // Ctrl-C reaches terraform too, which then ends what it has begun: it has to be waited for
    const wait = (): void => undefined;
    process.on('SIGINT', wait);
    return new Promise<Ended>((done, failed) => {
      const child = spawn('terraform', [command, ...colourless, ...rest], {
        cwd: this.folder,
        env: environment(),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let stdout = '';
      let output = '';
      const log = (data: string): void => {
        output += data;
        if (isLogged) appendFileSync(this.options.log, data);
      };
      child.stdout.setEncoding('utf8').on('data', (data: string) => {
        stdout += data;
        log(data);
        if (onLine) for (const line of data.split('\n')) if (line.trim()) onLine(line.trim());
      });
      child.stderr.setEncoding('utf8').on('data', log);
      child.on('error', () =>
        failed(new CliError('Terraform: 1.10 or later is necessary, got no `terraform` on PATH')),
      );
      child.on('close', (status) => done({ status: status ?? 1, stdout, output }));
    }).finally(() => process.off('SIGINT', wait));
  }
}

/** Each plan has its own folder for what terraform installs; on a laptop that is set up, from the mirror. */
function environment(): NodeJS.ProcessEnv {
  const mirror = process.env.TF_CLI_CONFIG_FILE ? {} : providerMirror();
  return {
    ...process.env,
    ...mirror,
    CHECKPOINT_DISABLE: '1',
    TF_DATA_DIR: undefined,
    TF_IN_AUTOMATION: '1',
  };
}
