import { SecurableGrants } from '../../../constructs/governance/securable-grants';
import { Template } from '../../template';

describe('SecurableGrants', () => {
  it('holds all the grants of a securable', () => {
    const template = Template.of(
      (stack) =>
        new SecurableGrants(stack, 'Grants', {
          logicalId: 'schema_gold',
          on: { schema: 'lakehouse.gold' },
          grants: [
            { principal: 'analysts', privileges: ['SELECT', 'USE_SCHEMA'] },
            { principal: 'jobs', privileges: ['USE_SCHEMA'] },
          ],
        }),
    );
    expect(template.resources('databricks_grants')).toEqual({
      schema_gold: {
        schema: 'lakehouse.gold',
        grant: [
          { principal: 'analysts', privileges: ['SELECT', 'USE_SCHEMA'] },
          { principal: 'jobs', privileges: ['USE_SCHEMA'] },
        ],
      },
    });
  });

  it('refuses grants without a principal', () => {
    const build = () =>
      Template.of(
        (stack) =>
          new SecurableGrants(stack, 'Grants', {
            logicalId: 'schema_gold',
            on: { schema: 'lakehouse.gold' },
            grants: [],
          }),
      );
    expect(build).toThrow(new Error('`grants` of schema_gold: no principal, got an empty list'));
  });
});
