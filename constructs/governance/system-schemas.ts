import { SystemSchema } from '@cdktf/provider-databricks/lib/system-schema';
import { Construct } from 'constructs';

import { SYSTEM_SCHEMAS, type SystemSchemaName } from '../../environments/settings';
import { withLogicalId } from '../logical-id';

export interface SystemSchemasProps {
  /** @default - access, compute, lakeflow, query */
  readonly names?: readonly SystemSchemaName[];
}

/** The schemas of the catalog `system` in which Databricks says who did what, and what it cost. */
export class SystemSchemas extends Construct {
  constructor(scope: Construct, id: string, props: SystemSchemasProps = {}) {
    super(scope, id);
    for (const schema of props.names ?? SYSTEM_SCHEMAS) {
      withLogicalId(new SystemSchema(this, schema, { schema }), schema);
    }
  }
}
