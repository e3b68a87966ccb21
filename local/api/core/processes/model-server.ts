/** A server of MLflow as a child of the API: started with the first request, ended when idle. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { ApiError } from '../errors';
import type { Log } from '../log';
import { killGroup, waitFor } from './process-group';
import type { PythonCommand } from './python';

export interface ModelServerOptions {
  /** Name in errors and in the log. */
  readonly name: string;
  /** Serves HTTP on the Unix socket that `--socket` names, and prints a line once it does. */
  readonly command: PythonCommand;
  readonly logFile: string;
  readonly log: Log;
  /** So long without a request it ends, and the next one starts it again. @default - never */
  readonly idleSeconds?: number;
  /** @default - 300 seconds from its start to its first line */
  readonly startTimeoutSeconds?: number;
  /**
   * The longest that a request waits for the start. It then gets 503, and has had no effect: SDKs send it again
   * (databricks-sdk-go, apierr/errors.go), and give up a request without a response after 60 seconds.
   * @default - 45 seconds
   */
  readonly longestWaitSeconds?: number;
}

export interface ModelRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  /** @default - none */
  readonly body?: string | Readable;
}

interface Running {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly socketPath: string;
  readonly ready: Promise<void>;
}

const STDERR_LINES_KEPT = 20;

export class ModelServer {
  private running: Running | undefined;
  private inFlight = 0;
  private idle: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly options: ModelServerOptions) {}

  /** True while its process exists, ready or not. */
  get isUp(): boolean {
    return this.running !== undefined;
  }

  /** Starts it where it is not up, and waits until it answers; rejects with why it cannot. */
  async start(): Promise<void> {
    await this.using((running) => running.ready);
  }

  /** Sends a request and hands the answer, whose body has yet to be read, to `read`. */
  async send<T>(asked: ModelRequest, read: (answer: IncomingMessage) => Promise<T>): Promise<T> {
    return this.using(async ({ ready, socketPath }) => {
      await this.inTime(ready);
      const { method, path, headers, body } = asked;
      const sent = request({
        socketPath,
        method,
        path,
        headers: {
          ...defined(headers),
          host: 'localhost',
          // of a DELETE Node sends no length by itself
          ...(typeof body === 'string' ? { 'content-length': Buffer.byteLength(body) } : {}),
        },
      });
      const answered = new Promise<IncomingMessage>((resolve, reject) => {
        sent.once('response', resolve).once('error', reject);
      });
      // an upload that breaks off breaks off here too
      if (typeof body === 'object')
        pipeline(body, sent).catch((error: Error) => sent.destroy(error));
      else sent.end(body);
      return answered.then(read);
    });
  }

  /** Waits until the server is ready. @throws ApiError of status 503 for one that takes long to start */
  private async inTime(ready: Promise<void>): Promise<void> {
    const { name, longestWaitSeconds = 45 } = this.options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        const message = `${name} is starting. Send the request again`;
        reject(new ApiError(503, 'TEMPORARILY_UNAVAILABLE', message));
      }, longestWaitSeconds * 1000);
    });
    await Promise.race([ready, late]).finally(() => clearTimeout(timer));
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.end();
  }

  private async using<T>(work: (running: Running) => Promise<T>): Promise<T> {
    if (this.isClosed) throw new ApiError(500, 'INTERNAL_ERROR', 'The workspace is stopping');
    clearTimeout(this.idle);
    this.inFlight += 1;
    try {
      this.running ??= this.spawn();
      return await work(this.running);
    } finally {
      this.inFlight -= 1;
      const { idleSeconds } = this.options;
      if (this.inFlight === 0 && !this.isClosed && idleSeconds !== undefined) {
        this.idle = setTimeout(() => void this.end(), idleSeconds * 1000).unref();
      }
    }
  }

  private async end(): Promise<void> {
    clearTimeout(this.idle);
    const running = this.running;
    this.running = undefined;
    if (!running) return;
    const { child } = running;
    const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
    child.stdin?.end();
    if (child.pid !== undefined && !(await waitFor(hasEnded, 3000))) {
      killGroup(child.pid, 'SIGKILL');
    }
    this.options.log.info('model_server_ended', { name: this.options.name });
  }

  private spawn(): Running {
    const { name, command, log, logFile, startTimeoutSeconds = 300 } = this.options;
    log.info('model_server_starting', { name });
    const folder = mkdtempSync(join(tmpdir(), 'lakehouse-'));
    const socketPath = join(folder, 'socket');
    const [program, ...args] = command.command;
    const child = spawn(program!, [...args, '--socket', socketPath], {
      env: command.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    child.stdin.on('error', () => undefined);
    const file = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
    file.on('error', () => undefined);
    const lastErrors: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      file.write(`${name}: ${line}\n`);
      if (line.trim() !== '') lastErrors.push(line.trim());
      if (lastErrors.length > STDERR_LINES_KEPT) lastErrors.shift();
    });
    const ready = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        lastErrors.push(`no answer within ${startTimeoutSeconds} s`);
        if (child.pid !== undefined) killGroup(child.pid, 'SIGKILL');
      }, startTimeoutSeconds * 1000);
      timer.unref();
      createInterface({ input: child.stdout }).once('line', () => {
        clearTimeout(timer);
        log.info('model_server_ready', { name });
        resolve();
      });
      const ended = (how: string): void => {
        clearTimeout(timer);
        file.end();
        rmSync(folder, { recursive: true, force: true });
        if (this.running?.child === child) this.running = undefined;
        const reason = lastErrors.at(-1) ?? how;
        reject(
          new ApiError(
            500,
            'INTERNAL_ERROR',
            `${name} could not start: ${reason}. Its log: ${logFile}`,
          ),
        );
      };
      child.once('error', (error) => ended(error.message));
      child.once('close', (code, signal) => ended(signal ? `signal ${signal}` : `exit ${code}`));
    });
    ready.catch(() => undefined);
    return { child, folder, socketPath, ready };
  }
}

/** Headers without those that have no value, which Node refuses. */
function defined(headers: OutgoingHttpHeaders = {}): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}
