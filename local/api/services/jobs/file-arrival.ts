/**
 * Watches a folder of a volume for new files.
 *
 * The files' own times decide which ones are new, never by this process's clock: a file system stamps with a
 * clock that is some milliseconds behind, so that a file could seem older than a moment before it was written.
 */
import { readdirSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Workspace } from '../../core/workspace';
import { volumePath } from '../files/volume-paths';
import type { FileArrivalSettings } from './job-settings';

const POLL_MILLISECONDS = 1_000;

function folderOf(ws: Workspace, { url }: FileArrivalSettings): string {
  return volumePath(ws, url.replace(/^dbfs:/, '')).disk;
}

/** The time of the newest file under a trigger's folder in milliseconds; 0 without a file or folder. */
export function newestFileTime(ws: Workspace, trigger: FileArrivalSettings): number {
  let newest = 0;
  try {
    const root = folderOf(ws, trigger);
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory()) continue;
      newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).ctimeMs);
    }
  } catch (error) {
    // an absent folder has no files; the watch reports every other error at each scan
    ws.log.info('file_arrival_no_folder', { message: (error as Error).message });
  }
  return newest;
}

/** Calls back when files arrived, at the pace that the trigger's settings ask for. */
export class FileArrival {
  private readonly known = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private lastNewsAt: number | undefined;
  private lastFiredAt = 0;
  private newest: number;

  constructor(
    private readonly ws: Workspace,
    private readonly trigger: FileArrivalSettings,
    private readonly seenUntil: number,
    private readonly onArrival: (newestFileTime: number) => void,
  ) {
    this.newest = seenUntil;
  }

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
      wait_after_last_change_seconds: waitSeconds = 0,
      min_time_between_triggers_seconds: pauseSeconds = 0,
    } = this.trigger;
    const now = Date.now();
    if ((await this.newFiles(folderOf(this.ws, this.trigger))) > 0) this.lastNewsAt = now;
    if (this.lastNewsAt === undefined || this.stopped) return;
    if (now - this.lastNewsAt < waitSeconds * 1000) return;
    if (now - this.lastFiredAt < pauseSeconds * 1000) return;
    this.lastNewsAt = undefined;
    this.lastFiredAt = now;
    this.onArrival(this.newest);
  }

  /** Returns the number of files since the last scan; in the first scan, since the given time. */
  private async newFiles(root: string): Promise<number> {
    let news = 0;
    const folders = [root];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) folders.push(path);
        else if (!this.known.has(path)) {
          this.known.add(path);
          const { ctimeMs } = await stat(path);
          if (ctimeMs > this.seenUntil) news += 1;
          this.newest = Math.max(this.newest, ctimeMs);
        }
      }
    }
    return news;
  }
}
