import { basename } from 'node:path';

import { Construct } from 'constructs';

import { SavedQuery } from '../bi/saved-query';
import type { WorkspaceCode } from '../code/workspace-code';
import type { SqlWarehouse } from '../compute/sql-warehouse';
import type { LakehouseCatalog } from '../storage/lakehouse-catalog';

/** The default time range of a query. */
const DAYS = 30;

export interface AuditQueriesProps {
  readonly catalog: LakehouseCatalog;
  readonly code: WorkspaceCode;
  /** Runs the queries. */
  readonly warehouse: SqlWarehouse;
}

/**
 * Saved queries for a security team, beside the code: one for each file of `sql/audit/`. They run as
 * their reader, who needs access to the system tables.
 */
export class AuditQueries extends Construct {
  constructor(scope: Construct, id: string, props: AuditQueriesProps) {
    super(scope, id);
    const { code, warehouse } = props;
    for (const file of code.sqlFilesIn('audit')) {
      const name = basename(file, '.sql');
      new SavedQuery(this, name, {
        logicalId: `audit_${name}`,
        displayName: `audit: ${name.replaceAll('_', ' ')}`,
        code,
        file,
        warehouse,
        parentPath: code.path,
        tags: ['audit'],
        values: {
          catalog: { title: 'Catalog', textValue: { value: props.catalog.name } },
          days: { title: 'Days', numericValue: { value: DAYS } },
        },
      });
    }
  }
}
