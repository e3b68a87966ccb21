import { Grant as PrincipalGrant } from '@cdktf/provider-databricks/lib/grant';
import { Construct } from 'constructs';

import type { Grant } from '../governance/securable-grants';
import { logicalIdOf, withLogicalId } from '../logical-id';

export interface ExistingCatalogProps {
  readonly name: string;
  /** Grants on the catalog, each with the Terraform name of its principal. */
  readonly grants: readonly (Grant & { readonly logicalId: string })[];
}

/**
 * A catalog that is declared elsewhere. `databricks_grant` sets the grants of one principal and
 * leaves those of others, which `databricks_grants` would revoke.
 */
export class ExistingCatalog extends Construct {
  public readonly name: string;

  constructor(scope: Construct, id: string, props: ExistingCatalogProps) {
    super(scope, id);
    this.name = props.name;
    for (const { logicalId, principal, privileges } of props.grants) {
      const grant = new PrincipalGrant(this, logicalId, {
        catalog: props.name,
        principal,
        privileges: [...privileges],
      });
      withLogicalId(grant, logicalIdOf(`catalog ${logicalId}`));
    }
  }
}
