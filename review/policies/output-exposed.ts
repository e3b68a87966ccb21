import { isEmpty } from '../changes/attribute-changes';
import type { Policy } from './policy';

export const outputExposed: Policy = {
  name: 'output-exposed',
  severity: 'block',
  rule: 'an output that was sensitive stays so: others are printed by every apply, and are in the state as text',
  repair: 'Declare the output as sensitive.',
  check: ({ plan }) =>
    plan.outputs
      .filter(
        ({ isSensitive, after }) => isSensitive.before && !isSensitive.after && !isEmpty(after),
      )
      .map(({ name }) => ({ address: `output.${name}`, message: 'is no longer sensitive' })),
};
