import { triageOf } from '../triage/triage';
import type { Policy } from './policy';

export const resourceForgotten: Policy = {
  name: 'resource-forgotten',
  severity: 'block',
  rule: 'an object that leaves the state still exists, and no plan protects or changes it any more',
  repair: 'Keep the resource in the configuration, or name its new owner in the override.',
  check: ({ changes }) =>
    changes
      .filter(({ action }) => action === 'forget')
      .map(({ address, type }) => {
        const { data, secret, access, protection } = triageOf(type)?.is ?? { data: true };
        const matters = [data, secret, access, protection].some(Boolean);
        return {
          address,
          message: 'leaves the state; the object still exists',
          ...(!matters && { severity: 'warn' as const }),
        };
      }),
};
