/**
 * Watches Delta tables for new versions: `trigger.table_update` of a job.
 *
 * Source: REST reference, Jobs, `TableUpdateTriggerConfiguration`. Tables of the workspace are managed, so that their
 * logs are below the warehouse folder, and are read without the Spark process.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Workspace } from '../../core/workspace';
import type { TableUpdateSettings } from './job-settings';

const POLL_MILLISECONDS = 1_000;
const COMMIT = /^(\d{20})\.json$/;

/** Folder of the log of a table, by its full name. */
function logOf(ws: Workspace, fullName: string): string {
  const { catalogNames: names } = ws;
  const [catalog, name, table] = names.canonicalFullName(fullName).toLowerCase().split('.');
  const schema = names.sessionSchema(catalog!, name!);
  const folder = schema === 'default' ? [table!] : [`${schema}.db`, table!];
  return join(ws.home.root, 'warehouse', ...folder, '_delta_log');
}

/** The last version of a table; -1 for a table that does not exist. */
async function versionOf(ws: Workspace, fullName: string): Promise<number> {
  const names = await readdir(logOf(ws, fullName)).catch(() => []);
  return names.reduce((last, name) => Math.max(last, Number(COMMIT.exec(name)?.[1] ?? -1)), -1);
}

/** Calls back when tables got new versions, at the pace of the trigger's settings. */
export class TableUpdates {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private seen: Map<string, number> | undefined;
  private readonly updated = new Set<string>();
  private lastChangeAt: number | undefined;
  private lastFiredAt = 0;

  constructor(
    private readonly ws: Workspace,
    private readonly trigger: TableUpdateSettings,
    private readonly onUpdate: (tables: string[]) => void,
  ) {}

  start(): void {
    void this.poll();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async poll(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      this.ws.log.error('table_update_failed', { message: (error as Error).message });
    }
    if (!this.stopped) this.timer = setTimeout(() => void this.poll(), POLL_MILLISECONDS);
  }

  private async look(): Promise<void> {
    const { table_names: names, condition } = this.trigger;
    const versions = new Map<string, number>();
    for (const name of names) versions.set(name, await versionOf(this.ws, name));
    const now = Date.now();
    for (const [name, version] of versions) {
      if (this.seen === undefined || version === this.seen.get(name)) continue;
      this.updated.add(name);
      this.lastChangeAt = now;
    }
    this.seen = versions;
    const needed = condition === 'ALL_UPDATED' ? names.length : 1;
    if (this.stopped || this.updated.size < needed || !this.isTime(now)) return;
    const tables = [...this.updated];
    this.updated.clear();
    this.lastFiredAt = now;
    this.onUpdate(tables);
  }

  private isTime(now: number): boolean {
    const {
      wait_after_last_change_seconds: waitSeconds = 0,
      min_time_between_triggers_seconds: pauseSeconds = 0,
    } = this.trigger;
    const rested = now - (this.lastChangeAt ?? now) >= waitSeconds * 1000;
    return rested && now - this.lastFiredAt >= pauseSeconds * 1000;
  }
}
