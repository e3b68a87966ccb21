/** `workspace.pid`: which process serves a workspace folder, and on which port. */
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { commandOf } from './process-group';

/** Content of the file. */
export interface ServingProcess {
  readonly pid: number;
  readonly port: number;
  readonly started_at: string;
}

/** The live process that serves the folder of `path`, or undefined; a stale file is removed. */
export function servingProcess(path: string): ServingProcess | undefined {
  let serving: ServingProcess;
  try {
    serving = JSON.parse(readFileSync(path, 'utf8')) as ServingProcess;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') rmSync(path, { force: true });
    return undefined;
  }
  // the id of a killed process may have gone to another program meanwhile
  if (Number.isInteger(serving.pid) && commandOf(serving.pid)?.includes('local/api/main.ts')) {
    return serving;
  }
  rmSync(path, { force: true });
  return undefined;
}

/** Names this process as the one that serves; false where another one was faster. */
export function claimPidFile(path: string, port: number): boolean {
  const content: ServingProcess = {
    pid: process.pid,
    port,
    started_at: new Date().toISOString(),
  };
  // linked into place whole: a reader never sees half of it, and only one of two writers succeeds
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(content)}\n`);
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}
