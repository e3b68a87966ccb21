import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Deployment } from '../../deployment/deployment-log';
import { Checkout } from '../../deployment/git';
import { requireNotOlder } from '../../deployment/order';

const deployed = (commit: string) => ({ environment: 'prod', number: 3, commit }) as Deployment;

describe('a checkout', () => {
  let folder: string;
  let checkout: Checkout;
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  const commit = (message: string): string => {
    git('commit', '-q', '--allow-empty', '-m', message);
    return git('rev-parse', 'HEAD');
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'checkout-'));
    git('init', '-q', '-b', 'main');
    checkout = new Checkout(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('lets the same commit and newer ones come, and none before them', () => {
    const first = commit('first');
    const second = commit('second');
    expect(checkout.head()).toBe(second);
    expect(checkout.subject(first)).toBe('first');
    expect(checkout.distance(first, second)).toBe(1);
    requireNotOlder(checkout, first, undefined);
    requireNotOlder(checkout, second, deployed(second));
    requireNotOlder(checkout, second, deployed(first));
    expect(() => requireNotOlder(checkout, first, deployed(second))).toThrow(
      `commit: not after ${second.slice(0, 10)}, which prod has (deployment 3), ` +
        `got ${first.slice(0, 10)}, an older one. To go back, revert and deploy the revert`,
    );
  });

  it('refuses a branch without what is deployed, and a history that does not know it', () => {
    const first = commit('first');
    const second = commit('second');
    git('checkout', '-q', '-b', 'side', first);
    const side = commit('side');
    expect(() => requireNotOlder(checkout, side, deployed(second))).toThrow(
      `got ${side.slice(0, 10)}, one without it`,
    );
    expect(() => requireNotOlder(checkout, side, deployed('f'.repeat(40)))).toThrow(
      'checkout: no commit ffffffffff, which prod has, got a history without it',
    );
  });

  it('is refused with changes, files that git does not know among them', () => {
    commit('first');
    checkout.requireClean();
    writeFileSync(join(folder, 'new.sql'), '');
    expect(() => checkout.requireClean()).toThrow(
      'checkout: uncommitted changes, got 1 changed files (new.sql)',
    );
  });

  it('must be one', () => {
    expect(() => checkout.head()).toThrow(
      /checkout: not a git checkout with a commit, got .*checkout-/,
    );
    expect(() => new Checkout('/').head()).toThrow(/got \/ \(fatal: not a git repository/);
  });
});
