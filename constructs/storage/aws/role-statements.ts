import { arnOf, type AwsAccount } from './account';
import type { PolicyStatement } from './policy-document';

/** The resources that the role of one bucket can access. */
export interface RoleReach {
  readonly bucketArn: string;
  readonly keyArn: string;
  /**
   * The owner of the queue of the bucket's file events, and its ARN unless Databricks manages it.
   * @default - none
   */
  readonly fileEvents?: { readonly kind: 'managed' } | { kind: 'provided'; queueArn: string };
}

/** The name pattern of topics and queues that Databricks creates. */
const MANAGED_NAMES = 'csms-*';

/** The least that Unity Catalog needs of a bucket, its key and its file events. */
export function roleStatements(account: AwsAccount, reach: RoleReach): PolicyStatement[] {
  const { bucketArn, keyArn, fileEvents } = reach;
  return [
    allow('ListBucket', bucketArn, [
      's3:GetBucketLocation',
      's3:ListBucket',
      's3:ListBucketMultipartUploads',
    ]),
    allow('ReadAndWriteObjects', `${bucketArn}/*`, [
      's3:AbortMultipartUpload',
      's3:DeleteObject',
      's3:GetObject',
      's3:ListMultipartUploadParts',
      's3:PutObject',
    ]),
    allow('UseKey', keyArn, ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*']),
    ...(fileEvents?.kind === 'provided' ? [readQueue(fileEvents.queueArn)] : []),
    ...(fileEvents?.kind === 'managed' ? makeQueue(account, bucketArn) : []),
  ];
}

function readQueue(queueArn: string): PolicyStatement {
  return allow('ReadFileEvents', queueArn, [
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:GetQueueUrl',
    'sqs:PurgeQueue',
    'sqs:ReceiveMessage',
  ]);
}

/** The permissions that `databricks_aws_unity_catalog_policy` has for managed file events. */
function makeQueue(account: AwsAccount, bucketArn: string): PolicyStatement[] {
  const topicsAndQueues = [
    arnOf(account, 'sqs', MANAGED_NAMES),
    arnOf(account, 'sns', MANAGED_NAMES),
  ];
  return [
    allow(
      'ManageFileEvents',
      [bucketArn, ...topicsAndQueues],
      [
        's3:GetBucketNotification',
        's3:PutBucketNotification',
        'sns:CreateTopic',
        'sns:DeleteTopic',
        'sns:GetTopicAttributes',
        'sns:ListSubscriptionsByTopic',
        'sns:Publish',
        'sns:SetTopicAttributes',
        'sns:Subscribe',
        'sns:TagResource',
        'sns:Unsubscribe',
        'sqs:ChangeMessageVisibility',
        'sqs:CreateQueue',
        'sqs:DeleteMessage',
        'sqs:DeleteQueue',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:PurgeQueue',
        'sqs:ReceiveMessage',
        'sqs:SendMessage',
        'sqs:SetQueueAttributes',
        'sqs:TagQueue',
      ],
    ),
    allow('ListFileEvents', topicsAndQueues, [
      'sns:ListTopics',
      'sqs:ListQueueTags',
      'sqs:ListQueues',
    ]),
  ];
}

function allow(sid: string, resource: string | string[], actions: string[]): PolicyStatement {
  return { Sid: sid, Effect: 'Allow', Action: actions, Resource: resource };
}
