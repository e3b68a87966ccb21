import { Construct } from 'constructs';

import type { WorkspaceCode } from '../../../constructs/code/workspace-code';
import type { SqlWarehouse } from '../../../constructs/compute/sql-warehouse';
import { AuditQueries } from '../../../constructs/monitoring/audit-queries';
import type { LakehouseCatalog } from '../../../constructs/storage/lakehouse-catalog';
import { Template } from '../../template';

function synthesise(texts: Record<string, string>) {
  const code = Object.assign(new Construct(undefined as never, ''), {
    path: '/lakehouse',
    sqlFilesIn: (folder: string) => Object.keys(texts).filter((f) => f.startsWith(`${folder}/`)),
    sqlFile: (file: string) => ({ path: `/lakehouse/sql/${file}`, text: texts[file] }),
  }) as unknown as WorkspaceCode;
  const catalog = { name: 'lakehouse' } as LakehouseCatalog;
  const warehouse = { id: 'w1' } as SqlWarehouse;
  return Template.of(
    (stack) => new AuditQueries(stack, 'Audit queries', { catalog, code, warehouse }),
  ).resources('databricks_query');
}

describe('AuditQueries', () => {
  it('saves one for each file, to be run as its reader', () => {
    const text = 'select * from system.access.audit where x = :catalog and d < :days';
    expect(synthesise({ 'audit/failed_access.sql': text, 'gold/x.sql': 'select 1' })).toEqual({
      audit_failed_access: {
        display_name: 'audit: failed access',
        query_text: text,
        warehouse_id: 'w1',
        parent_path: '/lakehouse',
        run_as_mode: 'VIEWER',
        tags: ['audit'],
        parameter: [
          { name: 'catalog', title: 'Catalog', text_value: { value: 'lakehouse' } },
          { name: 'days', title: 'Days', numeric_value: { value: 30 } },
        ],
      },
    });
  });

  it("keeps from Terraform what looks like Terraform's, and needs no parameter", () => {
    const { audit_x: query } = synthesise({ 'audit/x.sql': "select '${a}', '%{b}', '$c'" });
    expect(query).toMatchObject({ query_text: "select '$${a}', '%%{b}', '$c'", parameter: [] });
  });

  it('refuses a parameter without a value', () => {
    expect(() => synthesise({ 'audit/x.sql': 'select :who' })).toThrow(
      new Error('parameters of sql/audit/x.sql: not one of catalog, days, got who'),
    );
  });
});
