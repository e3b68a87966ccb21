import { basename } from 'node:path';

import { Construct } from 'constructs';

import { SavedQuery } from '../bi/saved-query';
import type { WorkspaceCode } from '../code/workspace-code';
import type { SqlWarehouse } from '../compute/sql-warehouse';

/** The default time range of a query. */
const DAYS = 30;

export interface CostQueriesProps {
  readonly code: WorkspaceCode;
  /** Runs the queries. */
  readonly warehouse: SqlWarehouse;
  /** The value of the tag `environment` on billed resources of the stack. */
  readonly environmentTag: string;
}

/**
 * Saved queries of billed costs, beside the code: one for each file of `sql/cost/`. They run as their
 * reader, who needs access to the system tables of billing.
 */
export class CostQueries extends Construct {
  constructor(scope: Construct, id: string, props: CostQueriesProps) {
    super(scope, id);
    const { code, warehouse } = props;
    for (const file of code.sqlFilesIn('cost')) {
      const name = basename(file, '.sql');
      new SavedQuery(this, name, {
        logicalId: `cost_${name}`,
        displayName: `cost: ${name.replaceAll('_', ' ')}`,
        code,
        file,
        warehouse,
        parentPath: code.path,
        tags: ['cost'],
        values: {
          days: { title: 'Days', numericValue: { value: DAYS } },
          environment: { title: 'Environment', textValue: { value: props.environmentTag } },
          estimates: { title: 'Estimates (JSON)', textValue: { value: '[]' } },
        },
      });
    }
  }
}
