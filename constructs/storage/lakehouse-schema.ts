import { Schema } from '@cdktf/provider-databricks/lib/schema';
import { Construct, type IConstruct } from 'constructs';

import type { SchemaName } from '../governance/access-model';
import { type Grant, SecurableGrants } from '../governance/securable-grants';
import { withLogicalId } from '../logical-id';
import { resourcesBelow } from '../resources-below';
import type { LakehouseCatalog } from './lakehouse-catalog';

const COMMENTS: Readonly<Record<SchemaName, string>> = {
  bronze: 'Documents as they landed; append-only',
  silver: 'Calls, signals, deals and reps: typed, checked, deduplicated',
  gold: 'Tables for reports and models',
  governance: 'Functions that mask columns and filter rows',
  ops: 'Records of runs, quality and maintenance, and checkpoints',
  rebuild: 'Copies of silver and gold while the job rebuild compares them',
};

export interface LakehouseSchemaProps {
  readonly catalog: LakehouseCatalog;
  readonly name: SchemaName;
  /** The principal that owns it. */
  readonly owner: string;
  /**
   * Resources to deploy before the owner is set. An existing catalog has no resource that waits for them.
   * @default - none
   */
  readonly ownerReady?: readonly IConstruct[];
  readonly grants: readonly Grant[];
  /**
   * Terraform refuses to destroy it. Otherwise it is destroyed with all of its content, which includes
   * objects that jobs created and Terraform does not know.
   * @default true
   */
  readonly preventDestroy?: boolean;
}

/** A schema of the lakehouse, with its grants. */
export class LakehouseSchema extends Construct {
  public readonly name: string;
  public readonly catalogName: string;

  constructor(scope: Construct, id: string, props: LakehouseSchemaProps) {
    super(scope, id);
    const { preventDestroy = true, ownerReady = [] } = props;
    const schema = new Schema(this, 'Resource', {
      catalogName: props.catalog.name,
      name: props.name,
      comment: COMMENTS[props.name],
      ...(preventDestroy ? {} : { forceDestroy: true }),
      owner: props.owner,
      ...(ownerReady.length > 0 && { dependsOn: resourcesBelow(ownerReady) }),
      lifecycle: { preventDestroy },
    });
    this.name = withLogicalId(schema, props.name).name;
    this.catalogName = schema.catalogName;
    new SecurableGrants(this, 'Grants', {
      logicalId: `schema_${props.name}`,
      on: { schema: schema.id },
      grants: props.grants,
    });
  }
}
