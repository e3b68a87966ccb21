import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { planOf, resource } from '../../review/plan-of';
import { FakeWorkspace } from '../fake-workspace';
import { lakehouse } from '../lakehouse';

/** A result of one row; the values are text, as the API has them. */
const result = (row: Record<string, string>) => ({
  statement_id: 's',
  status: { state: 'SUCCEEDED' },
  manifest: {
    schema: { columns: Object.keys(row).map((name) => ({ name, type_name: 'STRING' })) },
  },
  result: { data_array: [Object.values(row)] },
});
const refused = {
  statement_id: 's',
  status: {
    state: 'FAILED',
    error: { error_code: 'PERMISSION_DENIED', message: 'no SELECT on system.access.audit' },
  },
};

describe('lakehouse review --workspace', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stakes-'));
  const plan = join(folder, 'plan.json');
  let workspace: FakeWorkspace;
  const reps = { catalog_name: 'spark_catalog', schema_name: 'silver', name: 're`ps' };

  beforeAll(async () => {
    writeFileSync(plan, JSON.stringify(planOf(resource('databricks_sql_table.reps', reps, null))));
    workspace = await FakeWorkspace.start({
      'GET /api/2.0/sql/warehouses': () => ({
        json: { warehouses: [{ id: 'w', state: 'RUNNING' }] },
      }),
      'POST /api/2.0/sql/statements': ({ body }) => {
        const { statement } = JSON.parse(body.toString()) as { statement: string };
        if (statement.includes('system.access.audit')) return { json: refused };
        return {
          json: statement.startsWith('describe detail')
            ? result({ sizeInBytes: '2500', createdAt: '2026-10-01', lastModified: '2026-11-27' })
            : result({ row_count: '701' }),
        };
      },
    });
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await workspace.stop();
  });

  it('names the rows, and what it could not read', async () => {
    const { code, stdout } = await lakehouse(['review', plan, '--workspace'], {
      DATABRICKS_HOST: workspace.host,
      DATABRICKS_TOKEN: 'secret',
    });
    expect(code).toBe(2);
    expect(stdout).toContain(
      '701 rows, 2.5 kB, created 2026-10-01, last written 2026-11-27, not known: PERMISSION_DENIED',
    );
    const statements = workspace.asked
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => (JSON.parse(body.toString()) as { statement: string }).statement);
    expect(statements[0]).toBe('describe detail `spark_catalog`.`silver`.`re``ps`');
    expect(statements).toHaveLength(3);
  }, 30_000);
});
