import { SqlEndpoint } from '@cdktf/provider-databricks/lib/sql-endpoint';
import { Construct } from 'constructs';

import { type ObjectPermission, ObjectPermissions } from '../governance/object-permissions';
import { withLogicalId } from '../logical-id';

export interface SqlWarehouseProps {
  readonly name: string;
  readonly size: string;
  readonly type: 'serverless' | 'pro';
  readonly autoStopMinutes: number;
  readonly maxClusters: number;
  readonly permissions: readonly ObjectPermission[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The SQL warehouse that people query with and DDL runs on; it stops by itself. */
export class SqlWarehouse extends Construct {
  public readonly id: string;

  constructor(scope: Construct, id: string, props: SqlWarehouseProps) {
    super(scope, id);
    const warehouse = new SqlEndpoint(this, 'Resource', {
      name: props.name,
      clusterSize: props.size,
      // both kinds are of type PRO to the API; AI functions need serverless (SQL reference, `ai_query`)
      warehouseType: 'PRO',
      enableServerlessCompute: props.type === 'serverless',
      autoStopMins: props.autoStopMinutes,
      minNumClusters: 1,
      maxNumClusters: props.maxClusters,
      tags: { customTags: Object.entries(props.tags).map(([key, value]) => ({ key, value })) },
    });
    this.id = withLogicalId(warehouse, 'lakehouse').id;
    new ObjectPermissions(this, 'Permissions', {
      logicalId: 'warehouse',
      on: { sqlEndpointId: this.id },
      permissions: props.permissions,
    });
  }
}
