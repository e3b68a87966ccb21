import { SystemSchema } from '@cdktf/provider-databricks/lib/system-schema';
import { Construct } from 'constructs';

import type { SystemSchemaName } from '../../environments/settings';
import { withLogicalId } from '../logical-id';

export interface SystemSchemasProps {
  readonly names: readonly SystemSchemaName[];
}

/** The schemas of the catalog `system` in which Databricks says who did what, and what it cost. */
export class SystemSchemas extends Construct {
  constructor(scope: Construct, id: string, props: SystemSchemasProps) {
    super(scope, id);
    for (const schema of props.names) {
      withLogicalId(new SystemSchema(this, schema, { schema }), schema);
    }
  }
}
