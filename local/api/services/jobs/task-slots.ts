/** The limit on tasks at a time in a workspace of the Free Edition. */
import type { Workspace } from '../../core/workspace';
import { kindOf } from '../../core/workspace-kind';

/** Databricks documentation, "Databricks Free Edition limitations": concurrent job tasks of an account. */
export const FREE_TASKS = 5;

/** Slots of tasks that compute. A task above the limit waits for the end of another. */
export class TaskSlots {
  private taken = 0;
  private readonly waiting: Array<() => void> = [];

  constructor(private readonly ws: Workspace) {}

  /**
   * Waits for a slot.
   *
   * @param onWait is called before a wait
   * @param signal ends the wait
   * @returns the function that releases the slot
   * @throws Error if the wait was ended
   */
  async take(onWait: () => void, signal: AbortSignal): Promise<() => void> {
    if (kindOf(this.ws) !== 'free') return () => undefined;
    if (this.taken >= FREE_TASKS) {
      onWait();
      await this.turn(signal);
    } else {
      this.taken += 1;
    }
    return () => this.release();
  }

  /** Resolves with the slot of a task that ended. */
  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.waiting.splice(this.waiting.indexOf(begin), 1);
        reject(new Error('The task was ended while it waited for another task to end.'));
      };
      this.waiting.push(begin);
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
  }

  private release(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.taken -= 1;
  }
}
