import { changedConcerns } from '../triage/concerns';
import type { Policy } from './policy';

export const secretChanged: Policy = {
  name: 'secret-changed',
  severity: 'warn',
  rule: 'a new secret is used by all of its readers: those that keep the old value fail',
  repair: 'Confirm that each reader of the secret receives the new value.',
  check: ({ changes }) =>
    changes.flatMap((change) =>
      changedConcerns(change)
        .filter(({ concern }) => concern === 'secret')
        .map(({ path }) => ({
          address: change.address,
          subject: path,
          message: `changes the secret ${path}`,
        })),
    ),
};
