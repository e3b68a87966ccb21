import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';

import type { AwsStorage, FileEventQueue } from '../../../environments/settings';
import { arnOf } from './account';
import { FileEvents } from './file-events';
import { PrivateBucket } from './private-bucket';
import { StorageKey } from './storage-key';
import { UnityCatalogRole } from './unity-catalog-role';

/** What is used of the provider exists in all of its sixth version. */
export const AWS_PROVIDER_VERSIONS = '>= 6.0.0, < 7.0.0';

/** The folders of the buckets that are made known to Unity Catalog. */
const LANDING_FOLDER = 'calls';
const MANAGED_FOLDER = 'tables';

export interface AwsFoundationProps extends Required<AwsStorage> {
  /** The catalog, which begins the names of the storage credentials. */
  readonly catalog: string;
  /** The principal that owns the storage credentials. */
  readonly owner: string;
  /**
   * Resources to deploy before the owner is set.
   * @default - none
   */
  readonly ownerReady?: readonly IConstruct[];
  /** On all that takes tags. */
  readonly tags: Readonly<Record<string, string>>;
  /** @default true */
  readonly preventDestroy?: boolean;
}

/** A location in a bucket of the foundation, and the storage credential that reaches it. */
export interface AwsLocation {
  readonly url: string;
  readonly credential: string;
  /** Resources that Databricks needs to reach it. */
  readonly after: readonly IConstruct[];
  readonly fileEvents?: FileEventQueue;
}

/**
 * The AWS side of a lakehouse: a key, a bucket for landed documents and one for managed tables,
 * their access log, a role of Unity Catalog for each, and what tells of new files.
 */
export class AwsFoundation extends Construct {
  public readonly landing: AwsLocation;
  public readonly managed: AwsLocation;

  constructor(scope: Construct, id: string, props: AwsFoundationProps) {
    super(scope, id);
    const { accountId, region, namePrefix, preventDestroy, fileEvents } = props;
    const account = { accountId, region };
    const names = {
      landing: `${namePrefix}-landing`,
      managed: `${namePrefix}-managed`,
      accessLogs: `${namePrefix}-access-logs`,
      fileEvents: `${namePrefix}-file-events`,
    };
    this.declareProvider(props);

    const key = new StorageKey(this, 'Key', {
      ...account,
      name: namePrefix,
      fileEvents:
        fileEvents === 'provided'
          ? {
              topicArn: arnOf(account, 'sns', names.fileEvents),
              bucketArn: arnOf(account, 's3', names.landing),
            }
          : undefined,
      preventDestroy,
    });
    const keep = { noncurrentVersionDays: props.noncurrentVersionDays, preventDestroy };
    const accessLogs = new PrivateBucket(this, 'Access logs', {
      ...keep,
      name: names.accessLogs,
      logicalId: 'access_logs',
      expirationDays: props.accessLogDays,
      allow: (bucketArn) => [
        {
          Sid: 'S3DeliversLogs',
          Effect: 'Allow',
          Principal: { Service: 'logging.s3.amazonaws.com' },
          Action: 's3:PutObject',
          Resource: `${bucketArn}/*`,
          Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
        },
      ],
    });
    const encrypted = { ...keep, keyArn: key.arn, accessLogs };
    const landing = new PrivateBucket(this, 'Landing', {
      ...encrypted,
      name: names.landing,
      logicalId: 'landing',
    });
    const managed = new PrivateBucket(this, 'Managed', {
      ...encrypted,
      name: names.managed,
      logicalId: 'managed',
    });
    const queue =
      fileEvents === 'provided'
        ? new FileEvents(this, 'File events', {
            accountId,
            name: names.fileEvents,
            bucket: landing,
            folder: LANDING_FOLDER,
            keyArn: key.arn,
          })
        : undefined;

    const { owner, ownerReady } = props;
    const landingRole = new UnityCatalogRole(this, 'Landing role', {
      ...account,
      owner,
      ownerReady,
      name: names.landing,
      logicalId: 'landing',
      credentialName: `${props.catalog}_landing`,
      comment: 'Landed call documents',
      reach: {
        bucketArn: landing.arn,
        keyArn: key.arn,
        fileEvents:
          queue !== undefined
            ? { kind: 'provided', queueArn: queue.queueArn }
            : fileEvents === 'managed'
              ? { kind: 'managed' }
              : undefined,
      },
    });
    const managedRole = new UnityCatalogRole(this, 'Managed role', {
      ...account,
      owner,
      ownerReady,
      name: names.managed,
      logicalId: 'managed',
      credentialName: `${props.catalog}_managed`,
      comment: 'Tables of the lakehouse',
      reach: { bucketArn: managed.arn, keyArn: key.arn },
    });

    this.landing = {
      url: `s3://${names.landing}/${LANDING_FOLDER}`,
      credential: landingRole.credentialName,
      after: [landing, landingRole.usable, ...(queue === undefined ? [] : [queue])],
      fileEvents:
        queue !== undefined
          ? { kind: 'providedSqs', queueUrl: queue.queueUrl }
          : fileEvents === 'managed'
            ? { kind: 'managedSqs' }
            : undefined,
    };
    this.managed = {
      url: `s3://${names.managed}/${MANAGED_FOLDER}`,
      credential: managedRole.credentialName,
      after: [managed, managedRole.usable],
    };
  }

  private declareProvider({ accountId, region, tags }: AwsFoundationProps): void {
    new AwsProvider(this, 'Provider', {
      region,
      // credentials of another account would put the data there
      allowedAccountIds: [accountId],
      defaultTags: [{ tags: { ...tags } }],
    });
    TerraformStack.of(this).addOverride('terraform.required_providers.aws', {
      source: 'hashicorp/aws',
      version: AWS_PROVIDER_VERSIONS,
    });
  }
}
