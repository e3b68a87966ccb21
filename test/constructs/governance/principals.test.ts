import { Principals, type PrincipalsProps } from '../../../constructs/governance/principals';
import { Template } from '../../template';

const declared: PrincipalsProps = {
  identities: 'declared',
  ownersGroup: 'lakehouse-owners',
  dataEngineersGroup: 'data-engineers',
  analystsGroup: 'analysts',
  reviewersGroup: 'reviewers',
  piiReadersGroup: 'pii-readers',
  callReadersGroup: 'account users',
  jobsPrincipalName: 'lakehouse-jobs',
};
const referenced: PrincipalsProps = {
  ...declared,
  identities: 'referenced',
  jobsPrincipalId: '00000000-0000-4000-8000-000000000001',
};
const deployer = {
  group_id: '${databricks_group.owners.id}',
  member_id: '${data.databricks_current_user.deployer.id}',
};
const entitlements = { databricks_sql_access: true, workspace_access: true };

function build(props: PrincipalsProps) {
  let principals!: Principals;
  const template = Template.of((stack) => {
    principals = new Principals(stack, 'Principals', props);
  });
  return { principals, template };
}

describe('Principals', () => {
  it('declares groups and service principal, the built-in group of everyone apart', () => {
    // when
    const { principals, template } = build(declared);

    // then
    expect(template.resources('databricks_group')).toEqual({
      analysts: { display_name: 'analysts', ...entitlements },
      data_engineers: { display_name: 'data-engineers', ...entitlements },
      owners: { display_name: 'lakehouse-owners', ...entitlements },
      pii_readers: { display_name: 'pii-readers', ...entitlements },
      reviewers: { display_name: 'reviewers', ...entitlements },
    });
    expect(template.resources('databricks_service_principal')).toEqual({
      jobs: { display_name: 'lakehouse-jobs', ...entitlements },
    });
    expect(template.resources('databricks_user')).toEqual({});
    // or the transfer of ownership would lock the deployment out
    expect(template.resources('databricks_group_member')).toEqual({
      owners_deployer: deployer,
    });
    expect(principals.ownersReady).toHaveLength(1);
    expect(template.toJson()).toHaveProperty('data.databricks_current_user.deployer', {
      depends_on: ['databricks_group.owners'],
    });
    expect([principals.callReaders, principals.callReadersInWorkspace]).toEqual([
      'account users',
      'users',
    ]);
  });

  it('declares call readers if they are a separate group', () => {
    const { template } = build({ ...declared, callReadersGroup: 'sales' });
    expect(template.resource('databricks_group', 'call_readers')).toEqual({
      display_name: 'sales',
      ...entitlements,
    });
  });

  it('declares members, a user of two groups once', () => {
    // when
    const { template } = build({
      ...declared,
      members: {
        reviewers: ['lead@example.com', 'reviewer@example.com'],
        'pii-readers': ['Lead@example.com'],
      },
    });

    // then
    expect(template.resources('databricks_user')).toEqual({
      lead_example_com: { user_name: 'lead@example.com' },
      reviewer_example_com: { user_name: 'reviewer@example.com' },
    });
    const member = (group: string, user: string) => ({
      group_id: `\${databricks_group.${group}.id}`,
      member_id: `\${databricks_user.${user}.id}`,
    });
    expect(template.resources('databricks_group_member')).toEqual({
      owners_deployer: deployer,
      pii_readers_lead_example_com: member('pii_readers', 'lead_example_com'),
      reviewers_lead_example_com: member('reviewers', 'lead_example_com'),
      reviewers_reviewer_example_com: member('reviewers', 'reviewer_example_com'),
    });
  });

  it('makes nothing where they are referenced, and knows them by name and id', () => {
    const { principals, template } = build({ ...referenced, callReadersGroup: 'sales' });
    expect(template.toJson()).not.toHaveProperty('resource');
    expect(template.toJson()).not.toHaveProperty('data');
    expect({ ...principals }).toMatchObject({
      owners: 'lakehouse-owners',
      ownersReady: [],
      dataEngineers: 'data-engineers',
      analysts: 'analysts',
      reviewers: 'reviewers',
      piiReaders: 'pii-readers',
      callReaders: 'sales',
      callReadersInWorkspace: 'sales',
      jobs: '00000000-0000-4000-8000-000000000001',
    });
  });

  it.each<[Partial<PrincipalsProps>, string]>([
    [
      { identities: 'referenced' },
      '`jobsPrincipalId`: missing where identities are referenced, got nothing',
    ],
    [
      { ...referenced, members: { analysts: ['analyst@example.com'] } },
      '`members`: not allowed where identities are referenced, got analysts',
    ],
    [
      { members: { sales: ['rep@example.com'] } },
      '`members`: not a declared group (lakehouse-owners, data-engineers, analysts, reviewers, pii-readers), got sales',
    ],
  ])('refuses %j', (change, message) => {
    expect(() => build({ ...declared, ...change })).toThrow(new Error(message));
  });
});
