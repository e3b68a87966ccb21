/** In which order commits may come to an environment. */
import { CliError } from '../client/errors';
import type { Deployment } from './deployment-log';
import { type Checkout, short } from './git';

/**
 * Refuses a commit that lacks what is deployed: an older one, or one of another branch.
 * @param last the deployment that the environment has. @default - none, so that any commit may come
 */
export function requireNotOlder(
  checkout: Checkout,
  commit: string,
  last: Deployment | undefined,
): void {
  if (last === undefined) return;
  const { environment } = last;
  if (!checkout.has(last.commit)) {
    throw new CliError(
      `checkout: no commit ${short(last.commit)}, which ${environment} has, got a history ` +
        'without it. Fetch all of the history (a shallow checkout lacks it), or rebase onto it',
    );
  }
  if (checkout.isAncestor(last.commit, commit)) return;
  const relation = checkout.isAncestor(commit, last.commit) ? 'an older one' : 'one without it';
  throw new CliError(
    `commit: not after ${short(last.commit)}, which ${environment} has ` +
      `(deployment ${last.number}), got ${short(commit)}, ${relation}. To go back, revert and deploy the revert`,
  );
}
