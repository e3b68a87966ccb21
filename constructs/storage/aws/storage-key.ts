import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';

import { withLogicalId } from '../../logical-id';
import { arnOf, type AwsAccount } from './account';
import { policyDocument, type PolicyStatement } from './policy-document';

export interface StorageKeyProps extends AwsAccount {
  readonly name: string;
  /**
   * The topic whose events are encrypted with it, and the bucket that they come from.
   * @default - no AWS service uses it for itself
   */
  readonly fileEvents?: { readonly topicArn: string; readonly bucketArn: string };
  /** @default true */
  readonly preventDestroy?: boolean;
}

/**
 * The key that buckets, topic and queue are encrypted with. It rotates every year; policies of the
 * account say who uses it. Without it nothing that it encrypted can be read.
 */
export class StorageKey extends Construct {
  public readonly arn: string;

  constructor(scope: Construct, id: string, props: StorageKeyProps) {
    super(scope, id);
    const key = new KmsKey(this, 'Resource', {
      description: `Data of ${props.name}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: policyDocument(keyPolicy(props)),
      lifecycle: { preventDestroy: props.preventDestroy ?? true },
    });
    this.arn = withLogicalId(key, 'storage').arn;
    const alias = new KmsAlias(this, 'Alias', {
      name: `alias/${props.name}`,
      targetKeyId: key.keyId,
    });
    withLogicalId(alias, 'storage');
  }
}

function keyPolicy(props: StorageKeyProps): PolicyStatement[] {
  const { accountId, fileEvents } = props;
  const account: PolicyStatement = {
    Sid: 'AccountPoliciesDecide',
    Effect: 'Allow',
    Principal: { AWS: arnOf(props, 'iam', 'root') },
    Action: 'kms:*',
    Resource: '*',
  };
  if (fileEvents === undefined) return [account];
  const service = (sid: string, name: string, sourceArn: string): PolicyStatement => ({
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: name },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: '*',
    Condition: {
      ArnEquals: { 'aws:SourceArn': sourceArn },
      StringEquals: { 'aws:SourceAccount': accountId },
    },
  });
  // S3 puts an event on the encrypted topic, the topic on the encrypted queue
  return [
    account,
    service('BucketPublishes', 's3.amazonaws.com', fileEvents.bucketArn),
    service('TopicDelivers', 'sns.amazonaws.com', fileEvents.topicArn),
  ];
}
