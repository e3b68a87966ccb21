import { ExistingCatalog } from '../../../constructs/storage/existing-catalog';
import type { SynthesisedStack } from '../../../rules/declared-access';
import { declaredAccess } from '../../../rules/declared-access';
import { Template } from '../../template';

describe('ExistingCatalog', () => {
  it('grants beside the grants of others, and declares no catalog', () => {
    const template = Template.of(
      (stack) =>
        new ExistingCatalog(stack, 'Catalog', {
          name: 'workspace',
          grants: [{ logicalId: 'jobs', principal: 'lakehouse-jobs', privileges: ['USE_CATALOG'] }],
        }),
    );
    expect(template.resources('databricks_catalog')).toEqual({});
    // authoritative: it would revoke what others were granted on the catalog
    expect(template.resources('databricks_grants')).toEqual({});
    expect(template.resources('databricks_grant')).toEqual({
      catalog_jobs: {
        catalog: 'workspace',
        principal: 'lakehouse-jobs',
        privileges: ['USE_CATALOG'],
      },
    });
    expect(declaredAccess(template.toJson() as SynthesisedStack)).toEqual([
      {
        principal: 'lakehouse-jobs',
        securable_type: 'catalog',
        full_name: 'workspace',
        privileges: ['USE_CATALOG'],
      },
    ]);
  });
});
