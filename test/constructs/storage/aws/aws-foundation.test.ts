import {
  AWS_PROVIDER_VERSIONS,
  AwsFoundation,
} from '../../../../constructs/storage/aws/aws-foundation';
import { type AwsStorage, resolveSettings } from '../../../../environments/settings';
import { declaredOnAws } from '../../../environments/examples';
import { Template } from '../../../template';

const storage = resolveSettings(declaredOnAws).awsStorage!;

function foundation(change: Partial<AwsStorage> & { preventDestroy?: boolean } = {}): Template {
  return Template.of((stack) => {
    new AwsFoundation(stack, 'AWS', {
      ...storage,
      ...change,
      owner: 'owners',
      catalog: 'lakehouse_prod',
      tags: { project: 'lakehouse' },
    });
  });
}

interface Statement {
  readonly Sid: string;
  readonly Resource: string | string[];
  readonly Action: string | string[];
}

/** The statements of a policy's JSON text, by Sid. */
function statements(body: Record<string, unknown>): Record<string, Statement> {
  const { Version, Statement } = JSON.parse(body.policy as string);
  expect(Version).toBe('2012-10-17');
  return Object.fromEntries(Statement.map((one: Statement) => [one.Sid, one]));
}

const KEY = '${aws_kms_key.storage.arn}';

describe('AwsFoundation', () => {
  const template = foundation();

  it('works in one account and region only, and tags all', () => {
    const json = template.toJson() as {
      provider: { aws: unknown[] };
      terraform: { required_providers: { aws: unknown } };
    };
    expect(json.provider.aws).toEqual([
      {
        region: 'eu-central-1',
        allowed_account_ids: ['123456789012'],
        default_tags: [{ tags: { project: 'lakehouse' } }],
      },
    ]);
    expect(json.terraform.required_providers.aws).toEqual({
      source: 'hashicorp/aws',
      version: AWS_PROVIDER_VERSIONS,
    });
  });

  it('encrypts with one key that rotates, which the bucket and the topic may use', () => {
    const { policy, ...key } = template.resource('aws_kms_key', 'storage');
    expect(key).toEqual({
      description: 'Data of lakehouse-prod',
      enable_key_rotation: true,
      deletion_window_in_days: 30,
      lifecycle: { prevent_destroy: true },
    });
    const service = (name: string, sourceArn: string): object => ({
      Effect: 'Allow',
      Principal: { Service: name },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: {
        ArnEquals: { 'aws:SourceArn': sourceArn },
        StringEquals: { 'aws:SourceAccount': '123456789012' },
      },
    });
    expect(statements({ policy })).toEqual({
      AccountPoliciesDecide: {
        Sid: 'AccountPoliciesDecide',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::123456789012:root' },
        Action: 'kms:*',
        Resource: '*',
      },
      BucketPublishes: {
        Sid: 'BucketPublishes',
        ...service('s3.amazonaws.com', 'arn:aws:s3:::lakehouse-prod-landing'),
      },
      TopicDelivers: {
        Sid: 'TopicDelivers',
        ...service(
          'sns.amazonaws.com',
          'arn:aws:sns:eu-central-1:123456789012:lakehouse-prod-file-events',
        ),
      },
    });
  });

  it('has three buckets, none of them public, all of them versioned and protected', () => {
    expect(template.resources('aws_s3_bucket')).toEqual(
      Object.fromEntries(
        ['access_logs', 'landing', 'managed'].map((name) => [
          name,
          {
            bucket: `lakehouse-prod-${name.replace('_', '-')}`,
            lifecycle: { prevent_destroy: true },
          },
        ]),
      ),
    );
    for (const name of ['access_logs', 'landing', 'managed']) {
      const bucket = `\${aws_s3_bucket.${name}.id}`;
      expect(template.resource('aws_s3_bucket_public_access_block', name)).toEqual({
        bucket,
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      });
      expect(template.resource('aws_s3_bucket_versioning', name)).toEqual({
        bucket,
        versioning_configuration: { status: 'Enabled' },
      });
      expect(template.resource('aws_s3_bucket_ownership_controls', name)).toEqual({
        bucket,
        rule: { object_ownership: 'BucketOwnerEnforced' },
      });
    }
  });

  it('encrypts data with the key, and access logs with the only one they can have', () => {
    const encryption = (name: string): unknown =>
      template.resource('aws_s3_bucket_server_side_encryption_configuration', name).rule;
    const withKey = [
      {
        apply_server_side_encryption_by_default: {
          sse_algorithm: 'aws:kms',
          kms_master_key_id: KEY,
        },
        bucket_key_enabled: true,
      },
    ];
    expect(encryption('landing')).toEqual(withKey);
    expect(encryption('managed')).toEqual(withKey);
    expect(encryption('access_logs')).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } },
    ]);
  });

  it('refuses plain HTTP, old TLS and foreign keys', () => {
    const arn = '${aws_s3_bucket.landing.arn}';
    const header = 's3:x-amz-server-side-encryption-aws-kms-key-id';
    const deny = { Effect: 'Deny', Principal: '*' };
    expect(statements(template.resource('aws_s3_bucket_policy', 'landing'))).toEqual({
      DenyPlainHttp: {
        Sid: 'DenyPlainHttp',
        ...deny,
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      DenyOldTls: {
        Sid: 'DenyOldTls',
        ...deny,
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
      },
      DenyForeignKeys: {
        Sid: 'DenyForeignKeys',
        ...deny,
        Action: 's3:PutObject',
        Resource: `${arn}/*`,
        Condition: { StringNotEquals: { [header]: KEY }, Null: { [header]: 'false' } },
      },
    });
    expect(
      Object.keys(statements(template.resource('aws_s3_bucket_policy', 'access_logs'))),
    ).toEqual(['S3DeliversLogs', 'DenyPlainHttp', 'DenyOldTls']);
  });

  it('keeps what was overwritten for a month, and access logs for a year', () => {
    const rule = (name: string): unknown =>
      template.resource('aws_s3_bucket_lifecycle_configuration', name).rule;
    const common = {
      id: 'expire',
      status: 'Enabled',
      filter: [{}],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      noncurrent_version_expiration: [{ noncurrent_days: 30 }],
    };
    expect(rule('managed')).toEqual([
      { ...common, expiration: [{ expired_object_delete_marker: true }] },
    ]);
    expect(rule('access_logs')).toEqual([{ ...common, expiration: [{ days: 365 }] }]);
    expect(template.resources('aws_s3_bucket_logging')).toEqual(
      Object.fromEntries(
        ['landing', 'managed'].map((name) => [
          name,
          {
            bucket: `\${aws_s3_bucket.${name}.id}`,
            target_bucket: '${aws_s3_bucket.access_logs.id}',
            target_prefix: `lakehouse-prod-${name}/`,
            depends_on: ['aws_s3_bucket_policy.access_logs'],
          },
        ]),
      ),
    );
  });

  it('has roles that trust Unity Catalog by the external id of their credential', () => {
    const { data } = template.toJson() as { data: Record<string, Record<string, object>> };
    const trust = data.databricks_aws_unity_catalog_assume_role_policy;
    for (const name of ['landing', 'managed']) {
      expect(template.resource('databricks_storage_credential', name)).toMatchObject({
        name: `lakehouse_prod_${name}`,
        aws_iam_role: { role_arn: `arn:aws:iam::123456789012:role/lakehouse-prod-${name}` },
      });
      expect(trust?.[name]).toMatchObject({
        aws_account_id: '123456789012',
        aws_partition: 'aws',
        role_name: `lakehouse-prod-${name}`,
        external_id: `\${databricks_storage_credential.${name}.aws_iam_role[0].external_id}`,
      });
      expect(template.resource('aws_iam_role', name).assume_role_policy).toBe(
        `\${data.databricks_aws_unity_catalog_assume_role_policy.${name}.json}`,
      );
    }
  });

  it('lets a role reach its own bucket, the key, its queue and itself, and nothing else', () => {
    const reach = (name: string): Record<string, unknown> =>
      Object.fromEntries(
        Object.values(statements(template.resource('aws_iam_role_policy', name))).map((one) => [
          one.Sid,
          one.Resource,
        ]),
      );
    const common = (name: string): object => ({
      ListBucket: `\${aws_s3_bucket.${name}.arn}`,
      ReadAndWriteObjects: `\${aws_s3_bucket.${name}.arn}/*`,
      UseKey: KEY,
      AssumeItself: `arn:aws:iam::123456789012:role/lakehouse-prod-${name}`,
    });
    expect(reach('managed')).toEqual(common('managed'));
    expect(reach('landing')).toEqual({
      ...common('landing'),
      ReadFileEvents: '${aws_sqs_queue.file_events.arn}',
    });
  });

  it('tells of landed files by topic and queue, encrypted', () => {
    expect(template.resource('aws_sns_topic', 'file_events')).toEqual({
      name: 'lakehouse-prod-file-events',
      kms_master_key_id: KEY,
    });
    expect(template.resource('aws_sqs_queue', 'file_events')).toEqual({
      name: 'lakehouse-prod-file-events',
      kms_master_key_id: KEY,
      message_retention_seconds: 1_209_600,
      receive_wait_time_seconds: 20,
    });
    expect(template.resource('aws_s3_bucket_notification', 'file_events')).toEqual({
      bucket: '${aws_s3_bucket.landing.id}',
      topic: [
        {
          topic_arn: '${aws_sns_topic.file_events.arn}',
          events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*'],
          filter_prefix: 'calls/',
        },
      ],
      depends_on: ['aws_sns_topic_policy.file_events', 'aws_sns_topic_subscription.file_events'],
    });
    const { BucketPublishes } = statements(
      template.resource('aws_sns_topic_policy', 'file_events'),
    );
    expect(BucketPublishes).toEqual({
      Sid: 'BucketPublishes',
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: '${aws_sns_topic.file_events.arn}',
      Condition: {
        ArnEquals: { 'aws:SourceArn': '${aws_s3_bucket.landing.arn}' },
        StringEquals: { 'aws:SourceAccount': '123456789012' },
      },
    });
    const { TopicDelivers } = statements(template.resource('aws_sqs_queue_policy', 'file_events'));
    expect(TopicDelivers).toEqual({
      Sid: 'TopicDelivers',
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '${aws_sqs_queue.file_events.arn}',
      Condition: { ArnEquals: { 'aws:SourceArn': '${aws_sns_topic.file_events.arn}' } },
    });
  });

  it('leaves topic and queue to Databricks where it manages them, and the right to make them', () => {
    const managed = foundation({ fileEvents: 'managed' });
    expect(managed.resources('aws_sqs_queue')).toEqual({});
    const { ManageFileEvents, ReadFileEvents } = statements(
      managed.resource('aws_iam_role_policy', 'landing'),
    );
    expect(ReadFileEvents).toBeUndefined();
    expect(ManageFileEvents?.Resource).toEqual([
      '${aws_s3_bucket.landing.arn}',
      'arn:aws:sqs:eu-central-1:123456789012:csms-*',
      'arn:aws:sns:eu-central-1:123456789012:csms-*',
    ]);
    expect(Object.keys(statements(managed.resource('aws_kms_key', 'storage')))).toEqual([
      'AccountPoliciesDecide',
    ]);
  });

  it('can do without file events, keep longer, be of GovCloud and be destroyed', () => {
    const other = foundation({
      region: 'us-gov-west-1',
      fileEvents: 'off',
      noncurrentVersionDays: 90,
      preventDestroy: false,
    });
    expect(other.resources('aws_sns_topic')).toEqual({});
    expect(other.resource('aws_s3_bucket', 'managed').lifecycle).toEqual({
      prevent_destroy: false,
    });
    const [rule] = other.resource('aws_s3_bucket_lifecycle_configuration', 'managed')
      .rule as Record<string, unknown>[];
    expect(rule?.noncurrent_version_expiration).toEqual([{ noncurrent_days: 90 }]);
    expect(
      statements(other.resource('aws_iam_role_policy', 'managed')).AssumeItself?.Resource,
    ).toBe('arn:aws-us-gov:iam::123456789012:role/lakehouse-prod-managed');
  });
});
