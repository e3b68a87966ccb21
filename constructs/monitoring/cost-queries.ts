import { basename } from 'node:path';

import { Construct } from 'constructs';

import { SavedQuery } from '../bi/saved-query';
import type { SqlWarehouse } from '../compute/sql-warehouse';
import type { WorkspaceCode } from '../code/workspace-code';

/** How far back a query looks until its reader says otherwise. */
const DAYS = 30;

export interface CostQueriesProps {
  readonly code: WorkspaceCode;
  /** Runs the queries. */
  readonly warehouse: SqlWarehouse;
  /** What the tag `environment` says on what the stack is billed for. */
  readonly environmentTag: string;
}

/**
 * What was really billed, as saved queries beside the code: one for each file of `sql/cost/`. They
 * run as whoever opens them, who has to be allowed to read the system tables of billing.
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
