/** The signals that end a server: SIGINT (Ctrl-C) and SIGTERM. SIGHUP is ignored. */

type End = (signal: NodeJS.Signals) => void;

/**
 * Receives the signals from its creation on. One that arrives before the server can be closed is kept until
 * `ends` says how: a start is never cut off between two of its steps, which would leave files of a process that
 * does not run.
 */
export class EndSignals {
  private received: NodeJS.Signals | undefined;
  private end: End | undefined;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => this.receive(signal));
    }
    process.on('SIGHUP', () => undefined);
  }

  /** Returns true after the first signal. */
  get haveArrived(): boolean {
    return this.received !== undefined;
  }

  /** Calls `end` with the first signal, at once where it has arrived; later signals are ignored. */
  ends(end: End): void {
    this.end = end;
    if (this.received !== undefined) end(this.received);
  }

  private receive(signal: NodeJS.Signals): void {
    if (this.received !== undefined) return;
    this.received = signal;
    this.end?.(signal);
  }
}
