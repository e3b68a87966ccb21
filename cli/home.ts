/** Where a local workspace lives on disk, and whether it is being served. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Option } from 'commander';

/** The checkout that this command line belongs to. */
export const PROJECT = resolve(__dirname, '..');

/** The profile of the workspace's administrator in its `databrickscfg`. */
export const ADMIN_PROFILE = 'lakehouse-local';

/** What `workspace.pid` says of the process that serves a workspace. */
export interface Served {
  readonly pid: number;
  readonly port: number;
}

export class Home {
  /** Absolute path of the workspace's folder. */
  readonly path: string;

  /** @param path @default - LAKEHOUSE_HOME, else `.lakehouse` of the project */
  constructor(path?: string) {
    this.path = resolve(path ?? process.env.LAKEHOUSE_HOME ?? join(PROJECT, '.lakehouse'));
  }

  get configFile(): string {
    return join(this.path, 'databrickscfg');
  }

  get apiLog(): string {
    return join(this.path, 'logs', 'api.log');
  }

  get exists(): boolean {
    return existsSync(this.path);
  }

  /** The live process that serves this workspace; undefined where there is none, or only what a killed one left. */
  served(): Served | undefined {
    let served: Served;
    try {
      served = JSON.parse(readFileSync(join(this.path, 'workspace.pid'), 'utf8'));
    } catch {
      return undefined;
    }
    return isAlive(served.pid) ? served : undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export const homeOption = () =>
  new Option('--home <folder>', 'the local workspace (default: LAKEHOUSE_HOME, else .lakehouse)');
