import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';

import { withLogicalId } from '../../logical-id';
import { policyDocument, type PolicyStatement, tlsOnly } from './policy-document';

export interface PrivateBucketProps {
  readonly name: string;
  /** The Terraform name of all of its parts, such as `landing`. */
  readonly logicalId: string;
  /**
   * The key that objects are encrypted with.
   * @default - S3's own, the only one that access logs can be delivered under
   */
  readonly keyArn?: string;
  /** The time during which overwritten and deleted objects can be restored. */
  readonly noncurrentVersionDays: number;
  /** @default - objects are kept until they are deleted */
  readonly expirationDays?: number;
  /**
   * The bucket that gets this one's access log.
   * @default - its access is not logged
   */
  readonly accessLogs?: PrivateBucket;
  /**
   * Statements of the bucket's policy beside those that refuse unsafe requests.
   * @default - none: policies of the account decide
   */
  readonly allow?: (bucketArn: string) => readonly PolicyStatement[];
  /** @default true */
  readonly preventDestroy?: boolean;
}

/** A versioned, encrypted bucket that no public policy or ACL can open, reached by TLS only. */
export class PrivateBucket extends Construct {
  public readonly name: string;
  public readonly arn: string;
  private readonly policy: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    const { logicalId, keyArn } = props;
    const resource = new S3Bucket(this, 'Resource', {
      bucket: props.name,
      lifecycle: { preventDestroy: props.preventDestroy ?? true },
    });
    const bucket = withLogicalId(resource, logicalId).id;
    this.name = bucket;
    this.arn = resource.arn;

    const versioning = new S3BucketVersioningA(this, 'Versioning', {
      bucket,
      versioningConfiguration: { status: 'Enabled' },
    });
    const encryption = new S3BucketServerSideEncryptionConfigurationA(this, 'Encryption', {
      bucket,
      rule: [
        keyArn === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }
          : {
              applyServerSideEncryptionByDefault: {
                sseAlgorithm: 'aws:kms',
                kmsMasterKeyId: keyArn,
              },
              // a key per bucket and hour, not per object: a hundredth of the calls to KMS
              bucketKeyEnabled: true,
            },
      ],
    });
    const publicAccess = new S3BucketPublicAccessBlock(this, 'Public access', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const ownership = new S3BucketOwnershipControls(this, 'Ownership', {
      bucket,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    this.policy = new S3BucketPolicy(this, 'Policy', {
      bucket,
      policy: policyDocument([
        ...(props.allow?.(this.arn) ?? []),
        ...tlsOnly('s3', [this.arn, `${this.arn}/*`]),
        ...(keyArn === undefined ? [] : [foreignKeysRefused(this.arn, keyArn)]),
      ]),
      // AWS refuses two changes of a bucket at once
      dependsOn: [publicAccess, ownership],
    });
    const lifecycle = new S3BucketLifecycleConfiguration(this, 'Lifecycle', {
      bucket,
      rule: [
        {
          id: 'expire',
          status: 'Enabled',
          filter: [{}],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
          noncurrentVersionExpiration: [{ noncurrentDays: props.noncurrentVersionDays }],
          expiration: [
            props.expirationDays === undefined
              ? // what marks a file as deleted goes when no version of it is left
                { expiredObjectDeleteMarker: true }
              : { days: props.expirationDays },
          ],
        },
      ],
      dependsOn: [versioning],
    });
    for (const part of [versioning, encryption, publicAccess, ownership, this.policy, lifecycle]) {
      withLogicalId(part, logicalId);
    }
    if (props.accessLogs !== undefined) {
      const logging = new S3BucketLoggingA(this, 'Logging', {
        bucket,
        targetBucket: props.accessLogs.name,
        targetPrefix: `${props.name}/`,
        // S3 takes a bucket for access logs only once its policy lets them be delivered
        dependsOn: [props.accessLogs.policy],
      });
      withLogicalId(logging, logicalId);
    }
  }
}

/** Refuses objects that are encrypted with a key of another account: the lakehouse could not read them. */
function foreignKeysRefused(bucketArn: string, keyArn: string): PolicyStatement {
  const header = 's3:x-amz-server-side-encryption-aws-kms-key-id';
  return {
    Sid: 'DenyForeignKeys',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: `${bucketArn}/*`,
    // a request that names no key is encrypted with the bucket's
    Condition: { StringNotEquals: { [header]: keyArn }, Null: { [header]: 'false' } },
  };
}
