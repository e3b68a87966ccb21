import { Query, type QueryParameter } from '@cdktf/provider-databricks/lib/query';
import { Construct } from 'constructs';

import type { WorkspaceCode } from '../code/workspace-code';
import type { SqlWarehouse } from '../compute/sql-warehouse';
import { withLogicalId } from '../logical-id';
import { sqlParameters } from '../sql-parameters';
import { terraformText } from '../terraform-text';

/** The title of a parameter of a saved query, and its default. */
export type QueryParameterValue = Omit<QueryParameter, 'name'>;

export interface SavedQueryProps {
  readonly logicalId: string;
  readonly displayName: string;
  readonly code: WorkspaceCode;
  /** The SQL file, by its path below `sql/`. */
  readonly file: string;
  /** The values of all parameters that a file may have, by name. */
  readonly values: Readonly<Record<string, QueryParameterValue>>;
  /** Runs the query. */
  readonly warehouse: SqlWarehouse;
  /** The workspace folder that it lies in. */
  readonly parentPath: string;
  readonly tags: readonly string[];
  /**
   * The catalog that two-part names mean.
   * @default - the workspace's own
   */
  readonly catalog?: string;
}

/** A SQL file as a saved query, with those parameters that it has markers for; it runs as its reader. */
export class SavedQuery extends Construct {
  public readonly id: string;

  constructor(scope: Construct, id: string, props: SavedQueryProps) {
    super(scope, id);
    const { text } = props.code.sqlFile(props.file);
    const query = new Query(this, 'Resource', {
      displayName: props.displayName,
      queryText: terraformText(text),
      warehouseId: props.warehouse.id,
      catalog: props.catalog,
      parentPath: props.parentPath,
      runAsMode: 'VIEWER',
      tags: [...props.tags],
      parameter: sqlParameters(text).map((name) => {
        if (!(name in props.values)) {
          const known = Object.keys(props.values).join(', ');
          throw new Error(`parameters of sql/${props.file}: not one of ${known}, got ${name}`);
        }
        return { name, ...props.values[name] };
      }),
    });
    this.id = withLogicalId(query, props.logicalId).id;
  }
}
