import { Grants } from '@cdktf/provider-databricks/lib/grants';
import { Construct } from 'constructs';

import { withLogicalId } from '../logical-id';

/** The privileges of one principal on a securable. */
export interface Grant {
  readonly principal: string;
  readonly privileges: readonly string[];
}

/** The securable that is granted on: its kind, and its full name. */
export type Securable =
  | { readonly catalog: string }
  | { readonly schema: string }
  | { readonly table: string }
  | { readonly volume: string }
  | { readonly model: string }
  | { readonly externalLocation: string };

export interface SecurableGrantsProps {
  readonly logicalId: string;
  readonly on: Securable;
  readonly grants: readonly Grant[];
}

/**
 * All the grants of one securable. `databricks_grants` is authoritative: what is not listed is
 * revoked, so there must be exactly one for a securable, and two would fight for ever.
 */
export class SecurableGrants extends Construct {
  constructor(scope: Construct, id: string, props: SecurableGrantsProps) {
    super(scope, id);
    if (props.grants.length === 0) {
      throw new Error(`\`grants\` of ${props.logicalId}: no principal, got an empty list`);
    }
    const grants = new Grants(this, 'Resource', {
      ...props.on,
      grant: props.grants.map((g) => ({ principal: g.principal, privileges: [...g.privileges] })),
    });
    withLogicalId(grants, props.logicalId);
  }
}
