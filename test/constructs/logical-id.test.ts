import { Group } from '@cdktf/provider-databricks/lib/group';
import { Testing, TerraformStack } from 'cdktf';

import { requireDistinctAddresses, withLogicalId } from '../../constructs/logical-id';

describe('logical ids', () => {
  it('do not depend on the place in the tree', () => {
    const stack = new TerraformStack(Testing.app(), 'test');
    const group = new Group(stack, 'Somewhere', { displayName: 'x' });
    expect(withLogicalId(group, 'analysts').friendlyUniqueId).toBe('analysts');
  });

  it('are refused where two resources share one', () => {
    const stack = new TerraformStack(Testing.app(), 'test');
    requireDistinctAddresses(stack);
    withLogicalId(new Group(stack, 'One', { displayName: 'x' }), 'analysts');
    withLogicalId(new Group(stack, 'Two', { displayName: 'y' }), 'analysts');
    expect(() => Testing.synth(stack, true)).toThrow(
      '`databricks_group.analysts` must be one resource, got: test/One and test/Two',
    );
  });
});
