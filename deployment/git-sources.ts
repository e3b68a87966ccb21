/** The texts of deployed files, for a review: as they were at a commit, and as they are here. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CliError } from '../client/errors';
import { PROJECT } from '../client/home';
import type { Sources } from '../review/sources';

/** @param commit that is deployed, as git knows it */
export function gitSources(commit: string, project = PROJECT): Sources {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 * 1024 * 1024,
    });
  let resolved: string;
  try {
    // resolved first: what is no commit must not be taken for an option of git
    resolved = git(
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${commit}^{commit}`,
    ).trim();
  } catch {
    throw new CliError(`--base: not a commit of the repository ${project}, got ${commit}`);
  }
  return {
    before: (path) => {
      try {
        return git('show', `${resolved}:${path}`);
      } catch {
        return undefined;
      }
    },
    after: (path) => {
      const file = join(project, path);
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    },
  };
}
