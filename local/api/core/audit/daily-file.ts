/** Lines appended to one file a day, in batches: who writes a line does not wait for the disk. */
import { readdirSync, rmSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Longest wait of a line for others: the most that a killed process loses. */
export const FLUSH_MILLISECONDS = 200;
/** Lines that wait while the disk is full; the oldest ones beyond it are lost, and counted. */
const WAITING_LINES = 50_000;

const NAME = /^(\d{4}-\d{2}-\d{2})\.json$/;

interface Line {
  readonly day: string;
  readonly text: string;
}

export class DailyFile {
  private waiting: Line[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  /**
   * @param folder holds the files, each named by its day
   * @param keptDays days after which a file is deleted
   * @param failed receives the error of a batch, and the number of lines lost so far
   */
  constructor(
    private readonly folder: string,
    private readonly keptDays: number,
    private readonly failed: (error: Error, lost: number) => void,
  ) {
    this.removeOld();
  }

  /** Takes a line of the day `day`, written as YYYY-MM-DD. */
  append(day: string, text: string): void {
    this.waiting.push({ day, text });
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MILLISECONDS).unref();
  }

  /** Resolves when every line taken so far is with the operating system, or could not be written. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  /** The days that have lines on disk, the newest first. */
  days(): string[] {
    const days = readdirSync(this.folder).flatMap((name) => NAME.exec(name)?.[1] ?? []);
    return days.sort().reverse();
  }

  /** The lines of a day that are on disk, in their order. */
  async read(day: string): Promise<string[]> {
    const text = await readFile(this.pathOf(day), 'utf8');
    return text.split('\n').filter((line) => line !== '');
  }

  private pathOf(day: string): string {
    return join(this.folder, `${day}.json`);
  }

  private async write(): Promise<void> {
    const batch = this.waiting;
    this.waiting = [];
    const days = new Map<string, string>();
    for (const { day, text } of batch) days.set(day, `${days.get(day) ?? ''}${text}\n`);
    for (const [day, text] of days) {
      try {
        // one call, so that a reader sees whole lines
        await appendFile(this.pathOf(day), text, { mode: 0o600 });
      } catch (error) {
        this.keep(
          batch.filter((line) => line.day === day),
          error as Error,
        );
      }
    }
  }

  /** Puts lines that were not written back in front, for the next batch. */
  private keep(lines: Line[], error: Error): void {
    const all = [...lines, ...this.waiting];
    this.waiting = all.slice(-WAITING_LINES);
    this.failed(error, all.length - this.waiting.length);
  }

  private removeOld(): void {
    const oldest = new Date(Date.now() - this.keptDays * 24 * 60 * 60 * 1000);
    for (const name of readdirSync(this.folder)) {
      const day = NAME.exec(name)?.[1];
      if (day !== undefined && day < oldest.toISOString().slice(0, 10)) {
        rmSync(join(this.folder, name));
      }
    }
  }
}
