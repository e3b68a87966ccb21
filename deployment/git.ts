/** The commit of a git checkout, and its history. */
import { spawnSync } from 'node:child_process';

import { CliError } from '../client/errors';

export class Checkout {
  /** @param folder a folder of the checkout */
  constructor(private readonly folder: string) {}

  /** The full id of the commit that is checked out. @throws CliError where there is none */
  head(): string {
    const { status, output } = this.git('rev-parse', '--verify', 'HEAD^{commit}');
    if (status === 0) return output;
    throw new CliError(
      `checkout: not a git checkout with a commit, got ${this.folder} (${lastLine(output)})`,
    );
  }

  /** The files that are not as committed; those that git ignores do not count. */
  changes(): string[] {
    const { status, output } = this.git('status', '--porcelain', '--untracked-files=normal');
    if (status !== 0) throw new CliError(`git status failed: ${lastLine(output)}`);
    return output.split('\n').filter((line) => line !== '');
  }

  /** Refuses a checkout that is not as committed: what would be deployed had no name. */
  requireClean(): void {
    const changes = this.changes();
    if (changes.length === 0) return;
    const more = changes.length > 3 ? ', ...' : '';
    const some = changes.slice(0, 3).map((line) => line.slice(3));
    throw new CliError(
      `checkout: uncommitted changes, got ${changes.length} changed files (${some.join(', ')}${more})`,
    );
  }

  /** Returns true if the history of the checkout has the commit; a shallow one may lack it. */
  has(commit: string): boolean {
    return this.git('cat-file', '-e', `${commit}^{commit}`).status === 0;
  }

  /** Returns true if `older` is `newer` or one of its ancestors. Both must exist. */
  isAncestor(older: string, newer: string): boolean {
    return this.git('merge-base', '--is-ancestor', older, newer).status === 0;
  }

  /** The first line of the commit's message; undefined where the commit is not known. */
  subject(commit: string): string | undefined {
    const { status, output } = this.git('log', '-1', '--format=%s', commit);
    return status === 0 ? output : undefined;
  }

  /** The number of commits of `newer` that `older` lacks; undefined if one of them does not exist. */
  distance(older: string, newer: string): number | undefined {
    const { status, output } = this.git('rev-list', '--count', `${older}..${newer}`);
    return status === 0 ? Number(output) : undefined;
  }

  private git(...args: string[]): { status: number | null; output: string } {
    const done = spawnSync('git', args, { cwd: this.folder, encoding: 'utf8' });
    if (done.error) throw new CliError('`git`: not on PATH, got none. Install git');
    const output = done.status === 0 ? done.stdout : done.stderr;
    return { status: done.status, output: output.trimEnd() };
  }
}

/** A commit as people read it. */
export const short = (commit: string): string => commit.slice(0, 10);

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
