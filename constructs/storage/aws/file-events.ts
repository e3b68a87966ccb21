import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { Construct } from 'constructs';

import { withLogicalId } from '../../logical-id';
import type { AwsAccount } from './account';
import { policyDocument, tlsOnly } from './policy-document';
import type { PrivateBucket } from './private-bucket';

/** The events that Databricks needs: new, changed and removed files. */
const EVENTS = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*'];

export interface FileEventsProps extends Pick<AwsAccount, 'accountId'> {
  /** Of the topic and of the queue. */
  readonly name: string;
  readonly bucket: PrivateBucket;
  /** The folder of the bucket whose files are reported, without a final slash. */
  readonly folder: string;
  readonly keyArn: string;
}

/**
 * Tells of files in a bucket: the bucket publishes to a topic, the topic delivers to a queue, which
 * Databricks reads. The topic lets others listen too: a bucket tells of a folder only once.
 */
export class FileEvents extends Construct {
  public readonly queueUrl: string;
  public readonly queueArn: string;

  constructor(scope: Construct, id: string, props: FileEventsProps) {
    super(scope, id);
    const { name, bucket, keyArn } = props;
    const topic = withLogicalId(
      new SnsTopic(this, 'Topic', { name, kmsMasterKeyId: keyArn }),
      'file_events',
    );
    const topicPolicy = new SnsTopicPolicy(this, 'Topic policy', {
      arn: topic.arn,
      policy: policyDocument([
        {
          Sid: 'BucketPublishes',
          Effect: 'Allow',
          Principal: { Service: 's3.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: topic.arn,
          Condition: {
            ArnEquals: { 'aws:SourceArn': bucket.arn },
            StringEquals: { 'aws:SourceAccount': props.accountId },
          },
        },
        ...tlsOnly('sns', [topic.arn]),
      ]),
    });
    const queue = withLogicalId(
      new SqsQueue(this, 'Queue', {
        name,
        kmsMasterKeyId: keyArn,
        // as long as SQS can: what is lost is found again by a full listing only
        messageRetentionSeconds: 14 * 24 * 3600,
        receiveWaitTimeSeconds: 20,
      }),
      'file_events',
    );
    this.queueUrl = queue.url;
    this.queueArn = queue.arn;
    const queuePolicy = new SqsQueuePolicy(this, 'Queue policy', {
      queueUrl: queue.url,
      policy: policyDocument([
        {
          Sid: 'TopicDelivers',
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: queue.arn,
          Condition: { ArnEquals: { 'aws:SourceArn': topic.arn } },
        },
        ...tlsOnly('sqs', [queue.arn]),
      ]),
    });
    const subscription = new SnsTopicSubscription(this, 'Subscription', {
      topicArn: topic.arn,
      protocol: 'sqs',
      endpoint: queue.arn,
      dependsOn: [queuePolicy],
    });
    // S3 tests the topic when it is configured
    const notification = new S3BucketNotification(this, 'Notification', {
      bucket: bucket.name,
      topic: [{ topicArn: topic.arn, events: EVENTS, filterPrefix: `${props.folder}/` }],
      dependsOn: [topicPolicy, subscription],
    });
    for (const part of [topicPolicy, queuePolicy, subscription, notification]) {
      withLogicalId(part, 'file_events');
    }
  }
}
