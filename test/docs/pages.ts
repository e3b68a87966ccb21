/** Markdown pages of the repository. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PROJECT = join(__dirname, '..', '..');

/** Paths of the pages, from the root of the repository. */
export const pages = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'],
  { cwd: PROJECT, encoding: 'utf8' },
)
  .split('\n')
  .filter((page) => page && existsSync(join(PROJECT, page)));

export const text = (page: string): string => readFileSync(join(PROJECT, page), 'utf8');
