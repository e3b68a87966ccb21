/** Statements of earlier consoles, in a file that only the user can read. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { CliError } from '../../client/errors';

const KEPT = 1000;

/** The file of the history: LAKEHOUSE_SQL_HISTORY, else `~/.lakehouse_sql_history`. Empty: no history is stored. */
export function historyFile(): string | undefined {
  const file = process.env.LAKEHOUSE_SQL_HISTORY ?? join(homedir(), '.lakehouse_sql_history');
  return file === '' ? undefined : file;
}

/** The statements in `file`, the newest first. */
export function readHistory(file: string | undefined): string[] {
  if (file === undefined || !existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').reverse();
}

/** Replaces the statements in `file`; `history` has the newest first. */
export function writeHistory(file: string | undefined, history: readonly string[]): void {
  if (file === undefined) return;
  const lines = history.slice(0, KEPT).reverse();
  try {
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  } catch (error) {
    throw new CliError(
      `LAKEHOUSE_SQL_HISTORY: not a writable file, got ${file} (${(error as Error).message})`,
    );
  }
}
