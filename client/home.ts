/** Which local workspace a command means, and whether it is being served. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Home as WorkspaceFolder } from '../local/api/core/home';
import { ServingProcess, servingProcess } from '../local/api/core/processes/pid-file';

/** The checkout that this command line belongs to. */
export const PROJECT = resolve(__dirname, '..');

/** The profile of the workspace's administrator in its `databrickscfg`. */
export const ADMIN_PROFILE = 'lakehouse-local';

export class Home extends WorkspaceFolder {
  /** @param path @default - LAKEHOUSE_HOME, else `.lakehouse` of the project */
  constructor(path?: string) {
    super(path ?? process.env.LAKEHOUSE_HOME ?? join(PROJECT, '.lakehouse'));
  }

  get exists(): boolean {
    return existsSync(this.root);
  }

  /** The live process that serves this workspace; undefined where there is none, or only what a killed one left. */
  served(): ServingProcess | undefined {
    return servingProcess(this.pidFile);
  }
}
