/** The Spark process as a child of the API: one JSON object a line over its standard input and output. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, readFileSync, rmSync, writeFileSync, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

import type { Log } from '../log';
import { groupIsAlive, killGroup, waitFor } from '../processes/process-group';
import {
  type AuthorizeAnswer,
  type AuthorizeRequest,
  type Cluster,
  ClusterError,
  type ClusterMethod,
  type ClusterMethods,
  type ClusterStatus,
  type StatementEnd,
} from './cluster';

/** Command line, environment and log of the process. */
export interface ClusterProcessOptions {
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly logFile: string;
  /** Holds the process id while it runs, so that one left by a killed API is found and ended. */
  readonly pidFile: string;
  readonly log: Log;
  /** @default - 240 seconds from spawn to the `ready` event */
  readonly startTimeoutSeconds?: number;
  /** @default - 15 seconds between closing standard input and the first signal */
  readonly stopGraceSeconds?: number;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: ClusterError): void;
}

interface Running {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly pending: Map<number, Pending>;
}

/** Lines of standard error to keep: the last one has the reason of a failed start. */
const STDERR_LINES_KEPT = 20;

export class ClusterProcess implements Cluster {
  status: ClusterStatus = 'stopped';
  failure: string | undefined;
  onProgress?: (taskRunId: string, message: string) => void;
  onAuthorize?: (request: AuthorizeRequest) => Promise<AuthorizeAnswer>;
  onStatementEnded?: (end: StatementEnd) => void;
  private running: Running | undefined;
  private nextId = 1;
  private stopping = false;
  private restarting: Promise<void> | undefined;
  /** Processes that end on request. */
  private readonly ending = new WeakSet<ChildProcess>();

  constructor(private readonly options: ClusterProcessOptions) {}

  start(): void {
    if (this.stopping) return;
    this.ensureRunning().ready.catch(() => undefined);
  }

  async call<M extends ClusterMethod>(
    method: M,
    params: ClusterMethods[M][0],
  ): Promise<ClusterMethods[M][1]> {
    let running: Running;
    do {
      if (this.restarting) await this.restarting;
      running = this.ensureRunning();
      await running.ready;
    } while (this.restarting);
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      running.pending.set(id, { resolve: resolve, reject });
      running.child.stdin?.write(`${JSON.stringify({ id, method, params })}\n`);
    });
  }

  async tell<M extends ClusterMethod>(method: M, params: ClusterMethods[M][0]): Promise<void> {
    if (this.running ?? this.restarting) await this.call(method, params);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.end();
  }

  async restart(): Promise<void> {
    const { running } = this;
    this.restarting = this.endStarted();
    try {
      await this.restarting;
    } finally {
      this.restarting = undefined;
    }
    // a warehouse that was started starts on: terraform fails if it sees one stop
    if (running) this.start();
  }

  /** Ends a process after its start: one that ends while it creates the metastore leaves half of it. */
  private async endStarted(): Promise<void> {
    const { running } = this;
    await running?.ready.catch(() => undefined);
    if (running && running === this.running) this.status = 'starting';
    await this.end();
  }

  private async end(): Promise<void> {
    const running = this.running;
    const pid = running?.child.pid;
    if (!running || pid === undefined) return;
    const { child } = running;
    this.ending.add(child);
    child.stdin?.end();
    const exited = (): boolean => child.exitCode !== null || child.signalCode !== null;
    const grace = (this.options.stopGraceSeconds ?? 15) * 1000;
    if (!(await waitFor(exited, grace))) {
      killGroup(pid, 'SIGTERM');
      await waitFor(exited, 5000);
    }
    killGroup(pid, 'SIGKILL');
    await waitFor(() => exited() && !groupIsAlive(pid), 2000);
    rmSync(this.options.pidFile, { force: true });
    this.status = 'stopped';
    if (this.running === running) this.running = undefined;
  }

  private ensureRunning(): Running {
    if (this.stopping) throw new ClusterError('WORKSPACE_STOPPED', 'The workspace is stopping');
    this.running ??= this.spawn();
    return this.running;
  }

  private spawn(): Running {
    const { options } = this;
    this.endLeftover();
    this.status = 'starting';
    this.failure = undefined;
    options.log.info('cluster_starting');
    const [program, ...args] = options.command;
    const child = spawn(program!, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      // its own process group, so that the JVM and the notebooks' processes end with it
      detached: true,
    });
    if (child.pid !== undefined) writeFileSync(options.pidFile, String(child.pid));
    const logFile = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
    logFile.on('error', () => undefined);
    const pending = new Map<number, Pending>();
    const lastErrors: string[] = [];

    let isReady = false;
    let becameReady: () => void = () => undefined;
    let failedToStart: (error: ClusterError) => void = () => undefined;
    const ready = new Promise<void>((resolve, reject) => {
      becameReady = resolve;
      failedToStart = reject;
    });
    ready.catch(() => undefined);
    const timeoutSeconds = options.startTimeoutSeconds ?? 240;
    const timer = setTimeout(() => {
      lastErrors.push(`no answer within ${timeoutSeconds} s`);
      if (child.pid !== undefined) killGroup(child.pid, 'SIGKILL');
    }, timeoutSeconds * 1000);
    timer.unref();

    createInterface({ input: child.stdout }).on('line', (line) =>
      this.receive(line, pending, logFile, (event, message) => {
        if (event === 'failed') lastErrors.push(String(message));
        if (event !== 'ready') return;
        clearTimeout(timer);
        this.status = 'ready';
        isReady = true;
        becameReady();
      }),
    );
    createInterface({ input: child.stderr }).on('line', (line) => {
      logFile.write(`${line}\n`);
      if (line.trim() !== '') lastErrors.push(line.trim());
      if (lastErrors.length > STDERR_LINES_KEPT) lastErrors.shift();
    });
    child.stdin?.on('error', () => undefined);

    let ended = false;
    const end = (how: string): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      logFile.end();
      const reason = lastErrors.at(-1);
      const message = isReady
        ? `The Spark process ended (${how}) while this ran; the next call starts it again. Its log: ${options.logFile}`
        : `The Spark process could not start (${how})${reason ? `: ${reason}` : ''}. Its log: ${options.logFile}`;
      const error = new ClusterError('TEMPORARILY_UNAVAILABLE', message);
      if (!this.ending.has(child)) {
        this.status = 'failed';
        this.failure = message;
        options.log.error('cluster_ended', { message });
        if (child.pid !== undefined) killGroup(child.pid, 'SIGKILL');
      }
      if (this.running?.child === child) {
        this.running = undefined;
        rmSync(options.pidFile, { force: true });
      }
      failedToStart(error);
      for (const request of pending.values()) request.reject(error);
      pending.clear();
    };
    child.on('error', (error) => end(error.message));
    // `close` comes after the last line of both streams, `exit` may come before
    child.on('close', (code, signal) => end(signal ? `signal ${signal}` : `exit code ${code}`));
    return { child, ready, pending };
  }

  private receive(
    line: string,
    pending: Map<number, Pending>,
    logFile: WriteStream,
    onEvent: (event: string, message?: string) => void,
  ): void {
    let message: {
      id?: number;
      event?: string;
      task_run_id?: string;
      message?: string;
      result?: unknown;
      error?: { error_code: string; message: string; sql_state?: string; trace?: string };
    };
    try {
      message = JSON.parse(line) as typeof message;
    } catch {
      logFile.write(`${line}\n`);
      return;
    }
    if (message.event === 'progress') {
      this.onProgress?.(String(message.task_run_id), String(message.message));
      return;
    }
    if (message.event === 'authorize') {
      void this.decide(message as unknown as AuthorizeRequest);
      return;
    }
    if (message.event === 'statement_ended') {
      this.onStatementEnded?.(message as unknown as StatementEnd);
      return;
    }
    if (message.event !== undefined) {
      const { event, ...fields } = message;
      this.options.log.info(`cluster_${event}`, fields);
      onEvent(event, message.message);
      return;
    }
    const request = message.id === undefined ? undefined : pending.get(message.id);
    if (!request) return;
    pending.delete(message.id!);
    if (message.error) {
      const { error_code: code, message: text, sql_state: state, trace } = message.error;
      request.reject(new ClusterError(code, text, state ?? null, trace ?? null));
    } else {
      request.resolve(message.result);
    }
  }

  /** Sends the decision on a statement; an error while deciding is a refusal. */
  private async decide(request: AuthorizeRequest): Promise<void> {
    const { decision_id } = request;
    let answer: AuthorizeAnswer;
    try {
      if (!this.onAuthorize) throw new Error('nothing decides what may run');
      answer = await this.onAuthorize(request);
    } catch (error) {
      const { message, stack } = error as Error;
      this.options.log.error('authorize_failed', { message, stack });
      answer = { error: { error_code: 'INTERNAL_ERROR', message, sql_state: 'XX000' } };
    }
    // a process that has ended waits for no answer
    await this.call('decide', { decision_id, ...answer }).catch(() => undefined);
  }

  /** Ends a Spark process that an API killed without warning left behind: Derby serves one at a time. */
  private endLeftover(): void {
    let pid: number;
    try {
      pid = Number(readFileSync(this.options.pidFile, 'utf8'));
    } catch {
      return;
    }
    if (Number.isInteger(pid) && pid > 1 && groupIsAlive(pid, this.options.command.slice(1))) {
      this.options.log.info('cluster_leftover_ended', { pid });
      killGroup(pid, 'SIGKILL');
    }
    rmSync(this.options.pidFile, { force: true });
  }
}
