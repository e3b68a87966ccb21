import { writeControls } from './terminal';

const CLEAR_LINE = '\r\x1b[2K';

/** Progress of long work on standard error: one line that is rewritten on a terminal, now and then a line elsewhere. */
export class Progress {
  private last = 0;
  private readonly terminal = Boolean(process.stderr.isTTY);

  /** Shows `text`; elsewhere than on a terminal at most every five seconds. */
  update(text: string): void {
    const now = Date.now();
    if (now - this.last < (this.terminal ? 100 : 5000)) return;
    this.last = now;
    this.clear();
    process.stderr.write(this.terminal ? text : `${text}\n`);
  }

  /** Replaces the running line with a line that stays. */
  line(text: string): void {
    this.clear();
    process.stderr.write(`${text}\n`);
  }

  private clear(): void {
    if (this.terminal) writeControls(process.stderr, CLEAR_LINE);
  }
}
