import { Testing } from 'cdktf';

import { local } from '../../environments/local';
import { prod } from '../../environments/prod';
import type { LakehouseSettings } from '../../environments/settings';
import { declaredAccess, type SynthesisedStack } from '../../rules/declared-access';
import { LakehouseStack } from '../../stacks/lakehouse-stack';
import { removeFolders, repositoryOfJobs } from '../constructs/code/repository';
import { Template } from '../template';

afterAll(removeFolders);

function accessOf(settings: LakehouseSettings) {
  const repository = repositoryOfJobs();
  const stack = new LakehouseStack(Testing.app(), 'lakehouse', { settings, repository });
  return declaredAccess(Template.fromStack(stack).toJson() as SynthesisedStack);
}

describe('declaredAccess', () => {
  it('names what is granted in full, by principal and securable', () => {
    const access = accessOf(local({ overrides: { reviewersGroup: 'leads', members: undefined } }));
    const gold = access.filter((entry) => entry.full_name.startsWith('lakehouse_local.gold'));
    expect(gold).toEqual([
      {
        principal: 'account users',
        securable_type: 'schema',
        full_name: 'lakehouse_local.gold',
        privileges: ['USE_SCHEMA'],
      },
      {
        principal: 'analysts',
        securable_type: 'schema',
        full_name: 'lakehouse_local.gold',
        privileges: ['SELECT', 'USE_SCHEMA'],
      },
      {
        principal: 'lakehouse-jobs',
        securable_type: 'schema',
        full_name: 'lakehouse_local.gold',
        privileges: ['CREATE_FUNCTION', 'CREATE_TABLE', 'USE_SCHEMA'],
      },
      {
        principal: 'lakehouse-owners',
        securable_type: 'table',
        full_name: 'lakehouse_local.gold.deal_features',
        privileges: ['MODIFY'],
      },
      {
        principal: 'data-engineers',
        securable_type: 'model',
        full_name: 'lakehouse_local.gold.deal_outcome',
        privileges: ['EXECUTE'],
      },
      {
        principal: 'lakehouse-jobs',
        securable_type: 'table',
        full_name: 'lakehouse_local.gold.deal_predictions',
        privileges: ['MODIFY', 'SELECT'],
      },
      {
        principal: 'lakehouse-jobs',
        securable_type: 'table',
        full_name: 'lakehouse_local.gold.rep_monthly_scores',
        privileges: ['MODIFY', 'SELECT'],
      },
    ]);
  });

  it('lets only data engineers and jobs read bronze, silver and ops, only jobs at governance', () => {
    const access = accessOf(local());
    const principals = (schema: string) => {
      const within = access.filter((entry) => entry.full_name.split('.')[1] === schema);
      return [...new Set(within.map((entry) => entry.principal))].sort();
    };
    expect(principals('bronze')).toEqual(['data-engineers', 'lakehouse-jobs']);
    expect(principals('silver')).toEqual(['data-engineers', 'lakehouse-jobs', 'lakehouse-owners']);
    expect(principals('governance')).toEqual(['lakehouse-jobs']);
    expect(principals('ops')).toEqual(['data-engineers', 'lakehouse-jobs']);
  });

  it('knows a referenced principal by its id, and a location by its name', () => {
    expect(accessOf(prod)).toContainEqual({
      principal: prod.jobsPrincipalId,
      securable_type: 'external_location',
      full_name: 'lakehouse_prod_landing',
      privileges: ['READ_FILES'],
    });
  });

  it('refuses a grant on what the stack does not declare', () => {
    const schema = '${databricks_schema.gold.id}';
    const gold = { schema, grant: [{ principal: 'analysts', privileges: ['SELECT'] }] };
    expect(() => declaredAccess({ resource: { databricks_grants: { gold } } })).toThrow(
      new Error('grant: refers to no resource of the stack, got ${databricks_schema.gold.id}'),
    );
  });
});
