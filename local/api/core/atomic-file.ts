/** Atomic file writes: after a crash a file has its old or its new content. */
import { closeSync, fsyncSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';

let counter = 0;

function temporaryName(path: string): string {
  counter += 1;
  return `${path}.${process.pid}.${counter}.tmp`;
}

/** Replaces the file at `path` by `content`: written beside it, flushed to disk, then renamed. */
export async function writeFileAtomically(
  path: string,
  content: string | Buffer,
  mode = 0o644,
): Promise<void> {
  const temporary = temporaryName(path);
  try {
    const file = await open(temporary, 'w', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/** The same, without yielding. */
export function writeFileAtomicallySync(path: string, content: string, mode = 0o644): void {
  const temporary = temporaryName(path);
  try {
    const file = openSync(temporary, 'w', mode);
    try {
      writeSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    try {
      unlinkSync(temporary);
    } catch {
      // it was not created
    }
    throw error;
  }
}
