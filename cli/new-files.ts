/** Files that a command creates in a folder that its caller names. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { CliError } from '../client/errors';

interface NewFile {
  /** Path below the folder. */
  readonly path: string;
  readonly content: string;
}

/** @throws CliError where a file exists and the caller did not ask to overwrite it */
export function requireNewFiles(
  folder: string,
  paths: readonly string[],
  overwrites = false,
): void {
  const existing = overwrites ? [] : paths.filter((path) => existsSync(join(folder, path)));
  if (existing.length > 0) {
    throw new CliError(
      `${folder}: files exist, got ${existing.join(', ')}. Use --force to overwrite them`,
    );
  }
}

/** Writes all files or, where one exists, none. */
export function writeNewFiles(folder: string, files: readonly NewFile[], overwrites = false): void {
  requireNewFiles(
    folder,
    files.map(({ path }) => path),
    overwrites,
  );
  for (const { path, content } of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}
