import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Construct } from 'constructs';

import type { WorkspaceCode } from '../../../constructs/code/workspace-code';
import type { SqlWarehouse } from '../../../constructs/compute/sql-warehouse';
import { CostQueries } from '../../../constructs/monitoring/cost-queries';
import { Template } from '../../template';

const FOLDER = join(__dirname, '../../../sql/cost');

describe('CostQueries', () => {
  it('saves one for each file, with the tag that the environment is billed by', () => {
    const files = readdirSync(FOLDER);
    const code = Object.assign(new Construct(undefined as never, ''), {
      path: '/lakehouse',
      sqlFilesIn: (folder: string) => files.map((file) => `${folder}/${file}`),
      sqlFile: (file: string) => ({
        path: '',
        text: readFileSync(join(FOLDER, '..', file), 'utf8'),
      }),
    }) as unknown as WorkspaceCode;
    const warehouse = { id: 'w1' } as SqlWarehouse;
    const queries = Template.of(
      (stack) => new CostQueries(stack, 'Cost', { code, warehouse, environmentTag: 'prod' }),
    ).resources('databricks_query');
    expect(Object.keys(queries).sort()).toEqual([
      'cost_billed_by_resource',
      'cost_estimate_against_billed',
      'cost_untagged_usage',
    ]);
    expect(queries.cost_estimate_against_billed).toMatchObject({
      display_name: 'cost: estimate against billed',
      tags: ['cost'],
      parameter: [
        { name: 'days', title: 'Days', numeric_value: { value: 30 } },
        { name: 'environment', title: 'Environment', text_value: { value: 'prod' } },
        { name: 'estimates', title: 'Estimates (JSON)', text_value: { value: '[]' } },
      ],
    });
  });
});
