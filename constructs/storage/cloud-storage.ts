import { Construct, type IConstruct } from 'constructs';

import type { AwsStorage, FileEventQueue, StorageIdentity } from '../../environments/settings';
import type { Grant } from '../governance/securable-grants';
import { AwsFoundation } from './aws/aws-foundation';
import { LocationCredential } from './location-credential';
import { StorageLocation } from './storage-location';

export interface CloudStorageProps {
  /** The catalog, which begins the names of credentials and locations. */
  readonly catalog: string;
  /**
   * The AWS storage to declare.
   * @default - none: the locations and credentials below already exist
   */
  readonly awsStorage?: Required<AwsStorage>;
  /** @default - the location of the metastore */
  readonly managedLocation?: string;
  /**
   * The storage credential of an external location to declare over `managedLocation`.
   * @default - an external location over it already exists
   */
  readonly managedCredential?: string | StorageIdentity;
  /** @default - the landing volume is a managed one */
  readonly landingLocation?: string;
  /** @default - none */
  readonly landingCredential?: string | StorageIdentity;
  /** @default - none: new files are found by listing */
  readonly landingFileEvents?: FileEventQueue;
  readonly tags: Readonly<Record<string, string>>;
  /** The principal that owns credentials and locations. */
  readonly owner: string;
  /**
   * Resources to deploy before the owner is set.
   * @default - none
   */
  readonly ownerReady?: readonly IConstruct[];
  /** Grants on landed files outside of the volume. */
  readonly landingGrants: readonly Grant[];
  /** @default true */
  readonly preventDestroy?: boolean;
}

const LANDING = 'Landed call documents';
const MANAGED = 'Tables of the lakehouse';

/** Where the data lies in the cloud: declared down to the bucket, or made known to Unity Catalog. */
export class CloudStorage extends Construct {
  /** Undefined where the landing volume is a managed one. */
  public readonly landingUrl: string | undefined;
  /** Undefined where the metastore's own location holds the tables. */
  public readonly managedUrl: string | undefined;

  constructor(scope: Construct, id: string, props: CloudStorageProps) {
    super(scope, id);
    const aws =
      props.awsStorage &&
      new AwsFoundation(this, 'AWS', {
        ...props.awsStorage,
        catalog: props.catalog,
        owner: props.owner,
        ownerReady: props.ownerReady,
        tags: props.tags,
        preventDestroy: props.preventDestroy,
      });
    const { landing, managed } = aws ?? {
      landing: {
        url: props.landingLocation,
        credential: props.landingCredential,
        fileEvents: props.landingFileEvents,
        after: undefined,
      },
      managed: {
        url: props.managedLocation,
        credential: props.managedCredential,
        after: undefined,
      },
    };

    this.managedUrl =
      managed.url === undefined || managed.credential === undefined
        ? managed.url
        : new StorageLocation(this, 'Managed location', {
            name: `${props.catalog}_managed`,
            logicalId: 'managed',
            comment: MANAGED,
            url: managed.url,
            credentialName: this.credentialName('managed', managed.credential, props),
            owner: props.owner,
            after: managed.after,
            preventDestroy: props.preventDestroy,
          }).url;
    this.landingUrl =
      landing.url === undefined || landing.credential === undefined
        ? undefined
        : new StorageLocation(this, 'Landing location', {
            name: `${props.catalog}_landing`,
            logicalId: 'landing',
            comment: LANDING,
            url: landing.url,
            credentialName: this.credentialName('landing', landing.credential, props),
            owner: props.owner,
            fileEvents: landing.fileEvents,
            grants: props.landingGrants,
            after: landing.after,
            preventDestroy: props.preventDestroy,
          }).url;
  }

  /** The name of a credential that is there, or of one that is declared of an identity. */
  private credentialName(
    of: 'landing' | 'managed',
    credential: string | StorageIdentity,
    props: CloudStorageProps,
  ): string {
    if (typeof credential === 'string') return credential;
    return new LocationCredential(this, `Credential ${of}`, {
      name: `${props.catalog}_${of}`,
      logicalId: of,
      comment: of === 'landing' ? LANDING : MANAGED,
      identity: credential,
      owner: props.owner,
      after: props.ownerReady,
    }).name;
  }
}
