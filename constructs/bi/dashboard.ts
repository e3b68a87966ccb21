import { Dashboard as DashboardResource } from '@cdktf/provider-databricks/lib/dashboard';
import { Construct } from 'constructs';

import type { WorkspaceCode } from '../code/workspace-code';
import type { SqlWarehouse } from '../compute/sql-warehouse';
import { type ObjectPermission, ObjectPermissions } from '../governance/object-permissions';
import { withLogicalId } from '../logical-id';
import type { LakehouseCatalog } from '../storage/lakehouse-catalog';
import { terraformText } from '../terraform-text';
import { completed, type DashboardDefinition, readDashboard } from './dashboard-definition';

export interface DashboardProps {
  readonly logicalId: string;
  readonly displayName: string;
  /** The `.lvdash.json` file, whose datasets name files of `sql/`. */
  readonly file: string;
  readonly code: WorkspaceCode;
  readonly catalog: LakehouseCatalog;
  /** Runs the datasets. */
  readonly warehouse: SqlWarehouse;
  /** The workspace folder that it lies in. */
  readonly parentPath: string;
  /**
   * Defaults of its parameters, by keyword.
   * @default - those of the file
   */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The principals that may open it. */
  readonly permissions: readonly ObjectPermission[];
}

/**
 * An AI/BI dashboard, published. Its datasets run as its viewer, and show the same rows as tables
 * and secured views.
 */
export class Dashboard extends Construct {
  public readonly id: string;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    // the catalog's name is a reference, which Terraform has to fill in: all else it leaves alone
    const text = terraformText(JSON.stringify(readDashboard(props.file)));
    const given = JSON.parse(text) as DashboardDefinition;
    const definition = completed(given, {
      catalog: props.catalog.name,
      sqlText: (file) => terraformText(props.code.sqlFile(file).text),
      parameters: props.parameters ?? {},
    });
    const dashboard = new DashboardResource(this, 'Resource', {
      displayName: props.displayName,
      parentPath: props.parentPath,
      warehouseId: props.warehouse.id,
      serializedDashboard: JSON.stringify(definition, null, 2),
      embedCredentials: false,
    });
    this.id = withLogicalId(dashboard, props.logicalId).id;
    new ObjectPermissions(this, 'Permissions', {
      logicalId: `dashboard_${props.logicalId}`,
      on: { dashboardId: this.id },
      permissions: props.permissions,
    });
  }
}
