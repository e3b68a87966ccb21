/** Watches a folder of a volume for files that were not there before. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entity } from '../state';
import { volumePath } from '../volume-paths';
import type { Workspace } from '../workspace';

const POLL_MILLISECONDS = 1_000;

/** Calls back when files arrived, at the pace that the trigger's settings ask for. */
export class FileArrival {
  private readonly known = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private lastNewsAt: number | undefined;
  private lastFiredAt = 0;

  constructor(
    private readonly ws: Workspace,
    private readonly trigger: Entity,
    private readonly seenUntil: number,
    private readonly onArrival: (time: number) => void,
  ) {}

  start(): void {
    this.timer = setTimeout(() => void this.poll(), POLL_MILLISECONDS);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async poll(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      this.ws.log.error('file_arrival_failed', { message: (error as Error).message });
    }
    if (!this.stopped) this.start();
  }

  private async look(): Promise<void> {
    const {
      url,
      wait_after_last_change_seconds: waitSeconds = 0,
      min_time_between_triggers_seconds: pauseSeconds = 0,
    } = this.trigger.file_arrival;
    const now = Date.now();
    const { disk } = volumePath(this.ws, String(url).replace(/^dbfs:/, ''));
    if ((await this.newFiles(disk)) > 0) this.lastNewsAt = now;
    if (this.lastNewsAt === undefined || this.stopped) return;
    if (now - this.lastNewsAt < waitSeconds * 1000) return;
    if (now - this.lastFiredAt < pauseSeconds * 1000) return;
    this.lastNewsAt = undefined;
    this.lastFiredAt = now;
    this.onArrival(now);
  }

  /** How many files appeared since the last look; at the first, since the time given. */
  private async newFiles(root: string): Promise<number> {
    let news = 0;
    const folders = [root];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) folders.push(path);
        else if (!this.known.has(path)) {
          this.known.add(path);
          if ((await stat(path)).ctimeMs > this.seenUntil) news += 1;
        }
      }
    }
    return news;
  }
}
