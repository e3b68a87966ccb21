/** `logs/api.log`: one JSON object a line. Nothing that holds a secret (headers, bodies) is ever handed to it. */
import { createWriteStream, existsSync, renameSync, statSync, type WriteStream } from 'node:fs';

/** Beyond this size the log is set aside as `api.log.1` at the next start. */
const ROTATE_BYTES = 10 * 1024 * 1024;

/** The log of the workspace. */
export interface Log {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
  /** Resolves when everything written so far is with the operating system. */
  close(): Promise<void>;
}

class FileLog implements Log {
  constructor(private readonly stream: WriteStream) {
    // A full disk must not end the workspace: the answer to the caller carries the error.
    stream.on('error', () => undefined);
  }

  info(event: string, fields: Record<string, unknown> = {}): void {
    this.write('info', event, fields);
  }

  warn(event: string, fields: Record<string, unknown> = {}): void {
    this.write('warn', event, fields);
  }

  error(event: string, fields: Record<string, unknown> = {}): void {
    this.write('error', event, fields);
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.stream.end(resolve));
  }

  private write(level: string, event: string, fields: Record<string, unknown>): void {
    const line = { time: new Date().toISOString(), level, event, ...fields };
    this.stream.write(`${JSON.stringify(line)}\n`);
  }
}

/** Opens the log at `path` for appending. */
export function openLog(path: string): Log {
  if (existsSync(path) && statSync(path).size > ROTATE_BYTES) renameSync(path, `${path}.1`);
  return new FileLog(createWriteStream(path, { flags: 'a', mode: 0o600 }));
}

/** A log that discards all lines, for use without a workspace folder. */
export const silentLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  close: async () => undefined,
};
