/** The settings that say where data lies in a cloud, and what reaches it. */

/** The identity in the cloud by which Unity Catalog reaches storage. */
export type StorageIdentity =
  /** AWS: a role that trusts Unity Catalog and itself. */
  | { readonly kind: 'awsIamRole'; readonly roleArn: string }
  /** Azure: an access connector (by its resource id), and where it has several the identity of it. */
  | {
      readonly kind: 'azureManagedIdentity';
      readonly accessConnectorId: string;
      readonly managedIdentityId?: string;
    }
  /** GCP: a service account that Databricks makes; the bucket is then opened to its address. */
  | { readonly kind: 'databricksGcpServiceAccount' };

/** The queue from which Databricks learns of new files: one it manages, or one that is there. */
export type FileEventQueue =
  | { readonly kind: 'managedSqs' }
  | { readonly kind: 'providedSqs'; readonly queueUrl: string }
  | {
      readonly kind: 'managedAqs';
      readonly resourceGroup: string;
      readonly subscriptionId: string;
    }
  | { readonly kind: 'providedAqs'; readonly queueUrl: string }
  | { readonly kind: 'managedPubsub' }
  | { readonly kind: 'providedPubsub'; readonly subscriptionName: string };

/** The AWS storage that the stack declares: buckets, key, roles, and the queue of file events. */
export interface AwsStorage {
  /** The account that holds it, of 12 digits; the provider refuses to work in another. */
  readonly accountId: string;
  readonly region: string;
  /** Begins the names of all of it: `<prefix>-landing`, `<prefix>-managed`, ... */
  readonly namePrefix: string;
  /**
   * Who makes the queue of file events: the stack (`provided`), or Databricks (`managed`), which
   * needs more rights for it. `off` leaves discovery to listing.
   * @default provided
   */
  readonly fileEvents?: 'provided' | 'managed' | 'off';
  /**
   * How long overwritten and deleted objects can be brought back.
   * @default 30
   */
  readonly noncurrentVersionDays?: number;
  /**
   * How long the buckets' access logs are kept.
   * @default 365
   */
  readonly accessLogDays?: number;
}
