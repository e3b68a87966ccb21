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

  describe('of a bucket with an unknown name', () => {
    const UNKNOWN = { after_unknown: { bucket: true } };
    const created = (address: string) => {
      const type = /aws_\w+(?=\.\w+(?:\[[^\]]*\])?$)/.exec(address)![0];
      const body = type === 'aws_s3_bucket_public_access_block' ? BLOCKED : { tags_all };
      return { ...resource(address, null, body, UNKNOWN), type };
    };
    const BLOCK = 'aws_s3_bucket_public_access_block.p';
    const references = (...names: string[]) => ({ bucket: { references: names } });
    const foundIn = (
      addresses: readonly string[],
      resources: readonly Body[],
      module_calls: Body = {},
    ) => {
      const plan = planOf(...addresses.map(created));
      const configuration = { root_module: { resources, module_calls } } as never;
      return found({ ...plan, configuration }).filter((text) => text.startsWith('public-storage'));
    };
    const MISSING = 'public-storage: has no aws_s3_bucket_public_access_block';
    const UNSEEN = `${MISSING} whose bucket the plan shows`;
    const [A, B] = ['aws_s3_bucket.a', 'aws_s3_bucket.b'] as const;

    it.each<[string, string[], string[]]>([
      ['a block of another bucket', [`${B}.id`, B], [A]],
      ['a block of one of two buckets', [`${A}.id`, A, `${B}.id`, B, 'var.first'], [A, B]],
      ['a block of a data source or the bucket', ['data.aws_s3_bucket.x.id', `${A}.id`, A], [A, B]],
      ['a block of a module', ['module.storage.id', 'module.storage'], [A, B]],
      ['a block of a local value', ['local.name'], [A, B]],
    ])('finds %s', (_, names, open) => {
      const expressions = references(...names);
      const violations = foundIn([A, B, BLOCK], [{ address: BLOCK, expressions }]);
      expect(violations).toHaveLength(open.length);
    });

    it('finds a block that refers to nothing', () => {
      expect(foundIn([A, BLOCK], [])).toEqual([UNSEEN]);
    });

    it('finds a block that refers to itself through others', () => {
      const resources = [{ address: BLOCK, expressions: references(BLOCK) }];
      expect(foundIn([A, BLOCK], resources)).toEqual([UNSEEN]);
    });

    it('follows a reference through another resource of the bucket', () => {
      const policy = 'aws_s3_bucket_versioning.v';
      const resources = [
        { address: policy, expressions: references(`${A}.id`, A) },
        {
          address: BLOCK,
          expressions: references('local.attach', `${policy}.bucket`, policy, `${A}.id`, A),
        },
      ];
      expect(foundIn([A, policy, BLOCK], resources)).toEqual([]);
    });

    it.each<[string, string[], string[], Body, number]>([
      ['by index', [`${A}[0]`, `${A}[1]`], [`${BLOCK}[0]`], references(A, 'count.index'), 1],
      [
        'by index, one each',
        [`${A}[0]`, `${A}[1]`],
        [`${BLOCK}[0]`, `${BLOCK}[1]`],
        references(A, 'count.index'),
        0,
      ],
      [
        'all by the first index',
        [`${A}[0]`, `${A}[1]`],
        [`${BLOCK}[0]`, `${BLOCK}[1]`],
        references(`${A}[0].id`, `${A}[0]`, A),
        1,
      ],
      [
        'by key, with a dot in it',
        [`${A}["x.y"]`, `${A}["z"]`],
        [`${BLOCK}["x.y"]`],
        references(A, 'each.key'),
        1,
      ],
    ])('tells instances apart %s', (_, buckets, blocks, expressions, count) => {
      const violations = foundIn([...buckets, ...blocks], [{ address: BLOCK, expressions }]);
      expect(violations).toHaveLength(count);
    });

    it('follows each.value to the instance of for_each', () => {
      const resources = [
        {
          address: BLOCK,
          expressions: references('each.value.id', 'each.value'),
          for_each_expression: { references: [A] },
        },
      ];
      const addresses = [`${A}["x"]`, `${A}["y"]`, `${BLOCK}["x"]`];
      expect(foundIn(addresses, resources)).toEqual([MISSING]);
    });

    it('tells instances of a module apart', () => {
      const module = {
        resources: [{ address: BLOCK, expressions: references(`${A}.id`, A) }],
      };
      const addresses = ['module.m["x"].', 'module.m["y"].'].map((path) => `${path}${A}`);
      expect(foundIn([...addresses, `module.m["x"].${BLOCK}`], [], { m: { module } })).toHaveLength(
        1,
      );
    });
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
