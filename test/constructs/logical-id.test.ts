import { Group } from '@cdktf/provider-databricks/lib/group';
import { TerraformStack, Testing } from 'cdktf';

import { logicalIdOf, requireDistinctAddresses, withLogicalId } from '../../constructs/logical-id';

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
      '`databricks_group.analysts`: the address of two resources, got test/One and test/Two',
    );
  });
});

describe('logicalIdOf', () => {
  it.each([
    ['sql/silver/merge-Deals.sql', 'sql_silver_merge_deals_sql'],
    ['engineer@example.com', 'engineer_example_com'],
    ['1st@example.com', '_1st_example_com'],
  ])('of %s is a Terraform name', (text, name) => {
    expect(logicalIdOf(text)).toBe(name);
  });
});
