import { Volume } from '@cdktf/provider-databricks/lib/volume';
import { Construct } from 'constructs';

import { type Grant, SecurableGrants } from '../governance/securable-grants';
import { withLogicalId } from '../logical-id';
import type { LakehouseSchema } from './lakehouse-schema';

export interface DataVolumeProps {
  readonly schema: LakehouseSchema;
  readonly name: string;
  readonly comment: string;
  /** The principal that owns it. */
  readonly owner: string;
  readonly grants: readonly Grant[];
  /**
   * The URL of an external volume.
   * @default - a managed volume
   */
  readonly storageLocation?: string;
  /** @default true */
  readonly preventDestroy?: boolean;
}

/** A Unity Catalog volume, with its grants. */
export class DataVolume extends Construct {
  /** `/Volumes/<catalog>/<schema>/<volume>`, without a final slash. */
  public readonly path: string;

  constructor(scope: Construct, id: string, props: DataVolumeProps) {
    super(scope, id);
    const volume = new Volume(this, 'Resource', {
      catalogName: props.schema.catalogName,
      schemaName: props.schema.name,
      name: props.name,
      comment: props.comment,
      volumeType: props.storageLocation === undefined ? 'MANAGED' : 'EXTERNAL',
      storageLocation: props.storageLocation,
      owner: props.owner,
      lifecycle: { preventDestroy: props.preventDestroy ?? true },
    });
    withLogicalId(volume, props.name);
    this.path = `/Volumes/${volume.catalogName}/${volume.schemaName}/${volume.name}`;
    new SecurableGrants(this, 'Grants', {
      logicalId: `volume_${props.name}`,
      on: { volume: volume.id },
      grants: props.grants,
    });
  }
}
