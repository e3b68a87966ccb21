import { SqlTable } from '@cdktf/provider-databricks/lib/sql-table';
import { Construct } from 'constructs';

import type { TableContract } from '../../contracts';
import { catalogString, parseType } from '../../contracts/types';
import type { SqlWarehouse } from '../compute/sql-warehouse';
import { type Grant, SecurableGrants } from '../governance/securable-grants';
import { withLogicalId } from '../logical-id';
import type { LakehouseSchema } from '../storage/lakehouse-schema';

export interface DeltaTableProps {
  readonly contract: TableContract;
  readonly schema: LakehouseSchema;
  /** Runs the DDL. */
  readonly warehouse: SqlWarehouse;
  /** The principal that owns it. */
  readonly owner: string;
  readonly grants: readonly Grant[];
  /** The time range of time travel and restore. */
  readonly logRetentionDays: number;
  /**
   * What is written to the table may add columns to it (`mergeSchema`). Terraform then leaves its
   * columns alone once the table is made: it would drop what it does not know.
   * @default false
   */
  readonly evolves?: boolean;
  /** @default true */
  readonly preventDestroy?: boolean;
}

/**
 * A managed Delta table, made from its contract. It has no cluster keys here: the provider would set
 * them again with every change, against the maintenance job, which manages the layout.
 */
export class DeltaTable extends Construct {
  /** `<catalog>.<schema>.<table>` */
  public readonly fullName: string;

  constructor(scope: Construct, id: string, props: DeltaTableProps) {
    super(scope, id);
    const { contract } = props;
    const retention = `interval ${props.logRetentionDays} days`;
    const table = new SqlTable(this, 'Resource', {
      catalogName: props.schema.catalogName,
      schemaName: props.schema.name,
      name: contract.name,
      tableType: 'MANAGED',
      dataSourceFormat: 'DELTA',
      comment: contract.comment,
      column: contract.columns.map((column) => ({
        name: column.name,
        type: catalogString(parseType(column.type)),
        nullable: column.nullable,
        comment: column.comment,
      })),
      properties: {
        'delta.deletedFileRetentionDuration': retention,
        'delta.enableDeletionVectors': 'true',
        'delta.logRetentionDuration': retention,
        ...contract.properties,
      },
      warehouseId: props.warehouse.id,
      owner: props.owner,
      lifecycle: {
        preventDestroy: props.preventDestroy ?? true,
        ...(props.evolves ? { ignoreChanges: ['column'] } : {}),
      },
    });
    const logicalId = `${contract.schema}_${contract.name}`;
    withLogicalId(table, logicalId);
    this.fullName = `${props.schema.catalogName}.${props.schema.name}.${contract.name}`;
    new SecurableGrants(this, 'Grants', {
      logicalId: `table_${logicalId}`,
      on: { table: table.id },
      grants: props.grants,
    });
  }
}
