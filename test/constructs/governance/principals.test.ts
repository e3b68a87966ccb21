import { Principals, type PrincipalsProps } from '../../../constructs/governance/principals';
import { Template } from '../../template';

const declared: PrincipalsProps = {
  identities: 'declared',
  dataEngineersGroup: 'data-engineers',
  analystsGroup: 'analysts',
  jobsPrincipalName: 'lakehouse-jobs',
};

describe('Principals', () => {
  it('declares groups and service principal', () => {
    // when
    const template = Template.of((stack) => new Principals(stack, 'Principals', declared));

    // then
    const entitlements = { databricks_sql_access: true, workspace_access: true };
    expect(template.resources('databricks_group')).toEqual({
      analysts: { display_name: 'analysts', ...entitlements },
      data_engineers: { display_name: 'data-engineers', ...entitlements },
    });
    expect(template.resources('databricks_service_principal')).toEqual({
      jobs: { display_name: 'lakehouse-jobs' },
    });
  });

  it('makes nothing where they are referenced, and knows them by name and id', () => {
    // given
    const props: PrincipalsProps = {
      ...declared,
      identities: 'referenced',
      jobsPrincipalId: '00000000-0000-4000-8000-000000000001',
    };

    // when
    let principals!: Principals;
    const template = Template.of((stack) => {
      principals = new Principals(stack, 'Principals', props);
    });

    // then
    expect(template.toJson()).not.toHaveProperty('resource');
    expect([principals.dataEngineers, principals.analysts, principals.jobs]).toEqual([
      'data-engineers',
      'analysts',
      '00000000-0000-4000-8000-000000000001',
    ]);
  });

  it('refuses a referenced principal without its id', () => {
    const props: PrincipalsProps = { ...declared, identities: 'referenced' };
    expect(() => Template.of((stack) => new Principals(stack, 'Principals', props))).toThrow(
      new Error('`jobsPrincipalId` must be given where identities are referenced, got: nothing'),
    );
  });
});
