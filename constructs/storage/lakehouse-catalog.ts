import { Catalog } from '@cdktf/provider-databricks/lib/catalog';
import { Construct } from 'constructs';

import { SecurableGrants, type Grant } from '../governance/securable-grants';
import { withLogicalId } from '../logical-id';

export interface LakehouseCatalogProps {
  readonly name: string;
  /** @default - the metastore's own location */
  readonly storageRoot?: string;
  readonly grants: readonly Grant[];
  /** @default true */
  readonly preventDestroy?: boolean;
}

/** The Unity Catalog catalog of the lakehouse, visible in its own workspace only. */
export class LakehouseCatalog extends Construct {
  public readonly name: string;

  constructor(scope: Construct, id: string, props: LakehouseCatalogProps) {
    super(scope, id);
    const catalog = new Catalog(this, 'Resource', {
      name: props.name,
      comment: 'Conversation intelligence: calls, the signals scored on them, and deals',
      storageRoot: props.storageRoot,
      isolationMode: 'ISOLATED',
      lifecycle: { preventDestroy: props.preventDestroy ?? true },
    });
    this.name = withLogicalId(catalog, 'lakehouse').name;
    new SecurableGrants(this, 'Grants', {
      logicalId: 'catalog',
      on: { catalog: this.name },
      grants: props.grants,
    });
  }
}
