import { RegisteredModel as Resource } from '@cdktf/provider-databricks/lib/registered-model';
import { Construct } from 'constructs';

import { type Grant, SecurableGrants } from '../governance/securable-grants';
import { withLogicalId } from '../logical-id';
import type { LakehouseSchema } from '../storage/lakehouse-schema';

export interface RegisteredModelProps {
  readonly schema: LakehouseSchema;
  readonly name: string;
  readonly comment: string;
  /** The principal that owns it. */
  readonly owner: string;
  readonly grants: readonly Grant[];
  /** @default true */
  readonly preventDestroy?: boolean;
}

/** A model of Unity Catalog's registry, which holds its versions; with its grants. */
export class RegisteredModel extends Construct {
  /** `<catalog>.<schema>.<model>` */
  public readonly fullName: string;

  constructor(scope: Construct, id: string, props: RegisteredModelProps) {
    super(scope, id);
    const model = new Resource(this, 'Resource', {
      catalogName: props.schema.catalogName,
      schemaName: props.schema.name,
      name: props.name,
      comment: props.comment,
      // its versions are destroyed with it
      owner: props.owner,
      lifecycle: { preventDestroy: props.preventDestroy ?? true },
    });
    this.fullName = withLogicalId(model, props.name).id;
    new SecurableGrants(this, 'Grants', {
      logicalId: `model_${props.name}`,
      on: { model: this.fullName },
      grants: props.grants,
    });
  }
}
