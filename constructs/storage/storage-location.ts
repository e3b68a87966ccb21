import {
  ExternalLocation,
  type ExternalLocationFileEventQueue,
} from '@cdktf/provider-databricks/lib/external-location';
import { Construct, type IConstruct } from 'constructs';

import type { FileEventQueue } from '../../environments/settings';
import { type Grant, SecurableGrants } from '../governance/securable-grants';
import { withLogicalId } from '../logical-id';
import { resourcesBelow } from '../resources-below';

export interface StorageLocationProps {
  /** `s3://`, `abfss://` or `gs://`. */
  readonly url: string;
  /** The storage credential that reaches it. */
  readonly credentialName: string;
  readonly name: string;
  /** The Terraform name, such as `landing`. */
  readonly logicalId: string;
  readonly comment: string;
  /** The principal that owns it. */
  readonly owner: string;
  /**
   * Grants on its files outside of volumes and tables.
   * @default - none
   */
  readonly grants?: readonly Grant[];
  /**
   * The queue from which Databricks learns of its files.
   * @default - none: files are found by listing
   */
  readonly fileEvents?: FileEventQueue;
  /**
   * Resources to deploy before Databricks tests the credential on the URL.
   * @default - none
   */
  readonly after?: readonly IConstruct[];
  /** @default true */
  readonly preventDestroy?: boolean;
}

/** Cloud storage made known to Unity Catalog, for the workspace that it is made from. */
export class StorageLocation extends Construct {
  public readonly url: string;

  constructor(scope: Construct, id: string, props: StorageLocationProps) {
    super(scope, id);
    const location = new ExternalLocation(this, 'Resource', {
      name: props.name,
      url: props.url,
      credentialName: props.credentialName,
      comment: props.comment,
      // what the catalog is closed to may not be read around it
      isolationMode: 'ISOLATION_MODE_ISOLATED',
      owner: props.owner,
      // on by default (REST reference, "Create an external location"), so it is always said
      enableFileEvents: props.fileEvents !== undefined,
      ...(props.fileEvents && { fileEventQueue: queueBlock(props.fileEvents) }),
      dependsOn: props.after && resourcesBelow(props.after),
      lifecycle: { preventDestroy: props.preventDestroy ?? true },
    });
    this.url = withLogicalId(location, props.logicalId).url;
    if (props.grants !== undefined) {
      new SecurableGrants(this, 'Grants', {
        logicalId: `external_location_${props.logicalId}`,
        on: { externalLocation: location.id },
        grants: props.grants,
      });
    }
  }
}

function queueBlock(queue: FileEventQueue): ExternalLocationFileEventQueue {
  switch (queue.kind) {
    case 'managedSqs':
      return { managedSqs: {} };
    case 'providedSqs':
      return { providedSqs: { queueUrl: queue.queueUrl } };
    case 'managedAqs': {
      const { resourceGroup, subscriptionId } = queue;
      return { managedAqs: { resourceGroup, subscriptionId } };
    }
    case 'providedAqs':
      return { providedAqs: { queueUrl: queue.queueUrl } };
    case 'managedPubsub':
      return { managedPubsub: {} };
    case 'providedPubsub':
      return { providedPubsub: { subscriptionName: queue.subscriptionName } };
  }
}
