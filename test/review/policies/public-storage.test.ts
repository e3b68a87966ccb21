import { type Body, changed, created, deleted, found } from '../found';
import { planOf, resource } from '../plan-of';

const policy = (...statements: Body[]) => ({ policy: JSON.stringify({ Statement: statements }) });
const PUBLIC = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
const BLOCKED = {
  block_public_acls: true,
  block_public_policy: true,
  ignore_public_acls: true,
  restrict_public_buckets: true,
};
const tags_all = { project: 'lakehouse', environment: 'local' };
const ALL_USERS = { uri: 'http://acs.amazonaws.com/groups/global/AllUsers' };
const acl = (grantee: Body) => ({ access_control_policy: [{ grant: [{ grantee: [grantee] }] }] });

describe('public-storage', () => {
  it.each<[string, Body]>([
    ['aws_s3_bucket_acl.a', { acl: 'public-read' }],
    ['aws_s3_bucket_acl.a', { acl: 'authenticated-read' }],
    ['aws_s3_bucket_acl.a', acl(ALL_USERS)],
    ['aws_s3_object.a', { acl: 'public-read-write' }],
    ['aws_s3_bucket_public_access_block.a', { ...BLOCKED, restrict_public_buckets: false }],
    ['aws_s3_account_public_access_block.a', { ...BLOCKED, ignore_public_acls: false }],
    [
      'aws_s3_access_point.a',
      { public_access_block_configuration: [{ block_public_acls: false }] },
    ],
    ['aws_s3_bucket_policy.a', policy(PUBLIC)],
    ['aws_sqs_queue_policy.a', policy({ ...PUBLIC, Principal: { AWS: ['*'] } })],
    ['aws_sns_topic_policy.a', policy({ ...PUBLIC, Condition: { StringEquals: {} } })],
    ['aws_kms_key.a', policy({ ...PUBLIC, Action: 'kms:*' })],
    ['aws_kms_key_policy.a', policy({ ...PUBLIC, Action: 'kms:*' })],
    [
      'aws_iam_role.a',
      { assume_role_policy: policy({ ...PUBLIC, Action: 'sts:AssumeRole' }).policy },
    ],
    ['aws_secretsmanager_secret_policy.a', policy(PUBLIC)],
    ['aws_ecr_repository_policy.a', policy(PUBLIC)],
    ['aws_s3_bucket_policy.a', { policy: 'no JSON' }],
    ['aws_s3_bucket.a', { bucket: 'alone', tags_all }],
    ['azurerm_storage_account.a', { allow_nested_items_to_be_public: true }],
    ['azurerm_storage_container.a', { container_access_type: 'blob' }],
    ['google_storage_bucket.a', { public_access_prevention: 'inherited' }],
    ['google_storage_bucket_iam_member.a', { member: 'allUsers' }],
    ['google_storage_bucket_iam_binding.a', { members: ['user:a@example.com', 'allUsers'] }],
  ])('blocks %s with %j', (address, body) => {
    expect(created(address, body)).toContainEqual(expect.stringMatching(/^public-storage: /));
  });

  it.each<[string, Body, Body]>([
    ['aws_s3_bucket_acl.a', { acl: 'private' }, { acl: 'public-read' }],
    ['aws_s3_bucket_policy.a', policy(), policy(PUBLIC)],
  ])('blocks %s that changes from %j to %j', (address, before, after) => {
    expect(changed(address, before, after)).toContainEqual(
      expect.stringMatching(/^public-storage: /),
    );
  });

  it.each<[string, Body]>([
    ['aws_s3_bucket_public_access_block.a', BLOCKED],
    ['aws_s3_bucket_acl.a', { acl: 'private' }],
    ['aws_s3_bucket_policy.a', policy({ ...PUBLIC, Effect: 'Deny' })],
  ])('passes %s with %j', (address, body) => {
    expect(created(address, body)).toEqual([]);
  });

  it('knows the block of a bucket by its name, and by reference', () => {
    const bucket = (name: string) =>
      resource(`aws_s3_bucket.${name}`, null, { bucket: name, tags_all });
    const lock = (name: string, body: Body, unknown = {}) =>
      resource(`aws_s3_bucket_public_access_block.${name}`, null, body, { after_unknown: unknown });
    const plan = planOf(
      bucket('a'),
      bucket('b'),
      lock('a', { ...BLOCKED, bucket: 'a' }),
      lock('b', BLOCKED, { bucket: true }),
    );
    const expressions = { bucket: { references: ['aws_s3_bucket.b.id', 'aws_s3_bucket.b'] } };
    const resources = [{ address: 'aws_s3_bucket_public_access_block.b', expressions }];
    expect(found({ ...plan, configuration: { root_module: { resources } } })).toEqual([]);
    expect(deleted('aws_s3_bucket_public_access_block.a', BLOCKED)).toEqual([
      'public-storage: no longer blocks public access',
    ]);
  });

  it('blocks a policy that the plan does not show', () => {
    const body = { bucket: 'a' };
    const unknown = { after_unknown: { policy: true } };
    const before = { ...body, ...policy() };
    expect(changed('aws_s3_bucket_policy.a', before, body, unknown)).toEqual([
      'public-storage: has a policy that the plan does not show: (known after apply)',
    ]);
    const hidden = { ...body, ...policy(PUBLIC) };
    const sensitive = { before_sensitive: { policy: true }, after_sensitive: { policy: true } };
    expect(changed('aws_s3_bucket_policy.a', before, hidden, sensitive)).toEqual([
      'public-storage: has a policy that the plan does not show: (sensitive)',
    ]);
  });

  it('warns of an unknown policy of a new queue, and trusts the block of a new bucket', () => {
    const references = (name: string) => ({ references: [`${name}.id`, name] });
    const plan = planOf(
      resource('aws_sqs_queue.q', null, { name: 'q', tags_all }),
      resource(
        'aws_sqs_queue_policy.q',
        null,
        {},
        { after_unknown: { policy: true, queue_url: true } },
      ),
      resource('aws_s3_bucket.b', null, { tags_all }, { after_unknown: { bucket: true } }),
      resource('aws_s3_bucket_public_access_block.b', null, BLOCKED, {
        after_unknown: { bucket: true },
      }),
      resource(
        'aws_s3_bucket_policy.b',
        null,
        {},
        { after_unknown: { policy: true, bucket: true } },
      ),
    );
    const resources = [
      {
        address: 'aws_sqs_queue_policy.q',
        expressions: { queue_url: references('aws_sqs_queue.q') },
      },
      ...['aws_s3_bucket_public_access_block.b', 'aws_s3_bucket_policy.b'].map((address) => ({
        address,
        expressions: { bucket: references('aws_s3_bucket.b') },
      })),
    ];
    expect(found({ ...plan, configuration: { root_module: { resources } } })).toEqual([
      '(public-storage): has a policy that the plan does not show: (known after apply)',
    ]);
  });
});
