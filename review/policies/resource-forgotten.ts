import type { Policy } from './policy';

export const resourceForgotten: Policy = {
  name: 'resource-forgotten',
  severity: 'warn',
  rule: 'what leaves the state stays where it is, and nobody looks after it any more',
  repair: 'Record who manages the object from now on, or destroy it by the plan.',
  check: ({ changes }) =>
    changes
      .filter(({ action }) => action === 'forget')
      .map(({ address }) => ({ address, message: 'leaves the state; the object stays' })),
};
