import { Catalog } from '@cdktf/provider-databricks/lib/catalog';
import { WorkspaceBinding } from '@cdktf/provider-databricks/lib/workspace-binding';
import { Construct, type IConstruct } from 'constructs';

import { type Grant, SecurableGrants } from '../governance/securable-grants';
import { withLogicalId } from '../logical-id';
import { resourcesBelow } from '../resources-below';

export interface LakehouseCatalogProps {
  readonly name: string;
  /** @default - the metastore's own location */
  readonly storageRoot?: string;
  /** The principal that owns it. */
  readonly owner: string;
  readonly grants: readonly Grant[];
  /**
   * The workspaces (by id) that see the catalog beside its own.
   * @default - none
   */
  readonly workspaceIds?: readonly number[];
  /**
   * Databricks maintains the tables of the catalog by itself.
   * @default - as the account has it
   */
  readonly predictiveOptimization?: boolean;
  /**
   * Resources to deploy first.
   * @default - none
   */
  readonly after?: readonly IConstruct[];
  /** @default true */
  readonly preventDestroy?: boolean;
}

/**
 * The Unity Catalog catalog of the lakehouse, visible in the workspace that it is made from and in
 * those that are named. The first binding is the provider's own doing: as a resource it would be
 * destroyed before the catalog, which could then not be reached to be destroyed itself.
 */
export class LakehouseCatalog extends Construct {
  public readonly name: string;

  constructor(scope: Construct, id: string, props: LakehouseCatalogProps) {
    super(scope, id);
    const catalog = new Catalog(this, 'Resource', {
      name: props.name,
      comment: 'Conversation intelligence: calls, the signals scored on them, and deals',
      storageRoot: props.storageRoot,
      isolationMode: 'ISOLATED',
      enablePredictiveOptimization: props.predictiveOptimization ? 'ENABLE' : undefined,
      owner: props.owner,
      dependsOn: props.after && resourcesBelow(props.after),
      lifecycle: { preventDestroy: props.preventDestroy ?? true },
    });
    this.name = withLogicalId(catalog, 'lakehouse').name;
    for (const workspaceId of props.workspaceIds ?? []) {
      const binding = new WorkspaceBinding(this, `Workspace ${workspaceId}`, {
        securableName: this.name,
        securableType: 'catalog',
        workspaceId,
        bindingType: 'BINDING_TYPE_READ_WRITE',
      });
      withLogicalId(binding, `catalog_${workspaceId}`);
    }
    new SecurableGrants(this, 'Grants', {
      logicalId: 'catalog',
      on: { catalog: this.name },
      grants: props.grants,
    });
  }
}
