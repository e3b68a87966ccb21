import { type Body, changed, created, found } from '../found';
import { resource, settings } from '../plan-of';

const text = (...statements: Body[]) => JSON.stringify({ Statement: statements });
const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*' };
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';

describe('cloud-access', () => {
  it('blocks a policy that allows more, and passes one that allows less', () => {
    const wide = { ...READ, Action: 's3:*' };
    const policy = (statement: Body) => ({ policy: text(statement) });
    expect(changed('aws_iam_policy.a', policy(READ), policy(wide))).toEqual([
      'cloud-access: allows s3:* on arn:aws:s3:::a/*',
    ]);
    expect(changed('aws_iam_policy.a', policy(wide), policy(READ))).toEqual([]);
  });

  it('blocks a role in a deployed lakehouse, and shows it in a first deployment', () => {
    const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '111122223333' } };
    const role = { assume_role_policy: text(trust) };
    const message = 'cloud-access: allows sts:AssumeRole to 111122223333';
    expect(created('aws_iam_role.a', role)).toEqual([message]);
    const plan = {
      format_version: '1.2',
      terraform_version: '1.14.3',
      resource_changes: [
        resource('databricks_catalog.a', null, { name: settings.catalog }),
        resource('aws_iam_role.a', null, role),
      ],
    };
    expect(found(plan)).toEqual(['(cloud-access): allows sts:AssumeRole to 111122223333']);
  });

  it('blocks an ACL that gives access to another account', () => {
    const acl = (id: string) => ({
      access_control_policy: [{ grant: [{ grantee: [{ id }], permission: 'READ' }] }],
    });
    expect(changed('aws_s3_bucket_acl.a', acl('owner'), acl('other'))).toEqual([
      expect.stringMatching(/^cloud-access: changes access_control_policy from /),
    ]);
    expect(
      changed('aws_s3_bucket_acl.a', { acl: 'log-delivery-write' }, { acl: 'private' }),
    ).toEqual([]);
  });

  it.each<[string, Body, string]>([
    [
      'aws_iam_role_policy_attachment.a',
      { role: 'r', policy_arn: ADMIN },
      `attaches the policy ${ADMIN}`,
    ],
    ['aws_iam_role.a', { managed_policy_arns: [ADMIN] }, `attaches the policy ${ADMIN}`],
    [
      'aws_iam_role.a',
      { inline_policy: [{ name: 'a', policy: text({ ...READ, Action: '*', Resource: '*' }) }] },
      'allows * on all resources',
    ],
    [
      'aws_iam_user_policy.a',
      { policy: text({ ...READ, Action: 'iam:*', Resource: '*' }) },
      'allows iam:* on all resources',
    ],
    ['aws_iam_policy.a', { policy: '{' }, 'has a policy that is no policy document'],
  ])('blocks %s with %j', (address, body, message) => {
    expect(created(address, body)).toContain(`cloud-access: ${message}`);
  });
});
