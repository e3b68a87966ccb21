import { ExternalLocation } from '@cdktf/provider-databricks/lib/external-location';
import { Construct } from 'constructs';

import { SecurableGrants, type Grant } from '../governance/securable-grants';
import { withLogicalId } from '../logical-id';

export interface ExternalLandingLocationProps {
  /** Where documents are put: `s3://`, `abfss://` or `gs://`. */
  readonly url: string;
  /** The storage credential that reaches it. */
  readonly credentialName: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  /** @default true */
  readonly preventDestroy?: boolean;
}

/** The cloud storage that documents land in, made known to Unity Catalog. */
export class ExternalLandingLocation extends Construct {
  public readonly url: string;

  constructor(scope: Construct, id: string, props: ExternalLandingLocationProps) {
    super(scope, id);
    const location = new ExternalLocation(this, 'Resource', {
      name: props.name,
      url: props.url,
      credentialName: props.credentialName,
      comment: 'Landed call documents',
      // what the catalog is closed to may not be read around it
      isolationMode: 'ISOLATION_MODE_ISOLATED',
      lifecycle: { preventDestroy: props.preventDestroy ?? true },
    });
    this.url = withLogicalId(location, 'landing').url;
    new SecurableGrants(this, 'Grants', {
      logicalId: 'external_location_landing',
      on: { externalLocation: location.id },
      grants: props.grants,
    });
  }
}
