import { basename } from 'node:path';

import { Query, type QueryParameter } from '@cdktf/provider-databricks/lib/query';
import { Construct } from 'constructs';

import type { SqlWarehouse } from '../compute/sql-warehouse';
import type { WorkspaceCode } from '../ingestion/workspace-code';
import { withLogicalId } from '../logical-id';
import { sqlParameters } from '../sql-parameters';
import type { LakehouseCatalog } from '../storage/lakehouse-catalog';

/** How far back a query looks until its reader says otherwise. */
const DAYS = 30;

export interface AuditQueriesProps {
  readonly catalog: LakehouseCatalog;
  readonly code: WorkspaceCode;
  /** Runs the queries. */
  readonly warehouse: SqlWarehouse;
}

/**
 * What a security team asks, as saved queries beside the code: one for each file of `sql/audit/`.
 * They run as whoever opens them, who has to be allowed to read the system tables.
 */
export class AuditQueries extends Construct {
  constructor(scope: Construct, id: string, props: AuditQueriesProps) {
    super(scope, id);
    const values: Readonly<Record<string, Omit<QueryParameter, 'name'>>> = {
      catalog: { title: 'Catalog', textValue: { value: props.catalog.name } },
      days: { title: 'Days', numericValue: { value: DAYS } },
    };
    for (const file of props.code.sqlFilesIn('audit')) {
      const { text } = props.code.sqlFile(file);
      const name = basename(file, '.sql');
      const query = new Query(this, name, {
        displayName: `audit: ${name.replaceAll('_', ' ')}`,
        // escaped, as Terraform would fill in what looks like its own templates
        queryText: text.replace(/[$%](?=\{)/g, '$&$&'),
        warehouseId: props.warehouse.id,
        parentPath: props.code.path,
        runAsMode: 'VIEWER',
        tags: ['audit'],
        parameter: sqlParameters(text).map((parameter) => {
          if (!(parameter in values)) {
            const known = Object.keys(values).join(', ');
            throw new Error(`parameters of sql/${file} must be of ${known}, got: ${parameter}`);
          }
          return { name: parameter, ...values[parameter] };
        }),
      });
      withLogicalId(query, `audit_${name}`);
    }
  }
}
