import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { resource } from '../../review/plan-of';
import { lakehouse } from '../lakehouse';

const folder = mkdtempSync(join(tmpdir(), 'lakehouse-cost-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** A plan of prod that gives its warehouse this size. */
function plan(name: string, cluster_size: string): string {
  const file = join(folder, `${name}.json`);
  const warehouse = { name: 'lakehouse', cluster_size, auto_stop_mins: 10 };
  const serverless = { ...warehouse, enable_serverless_compute: true };
  const resource_changes = [
    resource('databricks_catalog.lakehouse', null, { name: 'lakehouse_prod' }),
    resource('databricks_sql_endpoint.lakehouse', null, serverless),
  ];
  writeFileSync(
    file,
    JSON.stringify({ format_version: '1.2', terraform_version: '1.11.4', resource_changes }),
  );
  return file;
}

describe('lakehouse cost', () => {
  const [small, large] = [plan('small', 'Small'), plan('large', 'Large')];

  it('prints what a month costs, against another plan', async () => {
    const { code, stdout } = await lakehouse(['cost', large, '--against', small]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/databricks_sql_endpoint\.lakehouse .*\$641 .*\$2,135/);
    expect(stdout).toContain('after      $2,135 a month, 2,347 DBU (+$1,495)');
    expect(stdout).toMatch(/List prices of aws eu-central-1 \(Premium\)[\s\S]*as of \d{4}-\d\d/);
    expect(stdout).toContain('budget     $5,000 a month (setting monthlyBudgetUsd)');
  }, 30_000);

  it('prints JSON, and the estimates that the saved query takes', async () => {
    const [json, estimates] = await Promise.all([
      lakehouse(['cost', small, '--json']),
      lakehouse(['cost', small, '--estimates']),
    ]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      environment: 'prod',
      budget: 5000,
      after: { dbu: expect.closeTo(704), unpriced: 0 },
    });
    expect(JSON.parse(estimates.stdout)).toEqual([
      { kind: 'warehouse', name: 'lakehouse', monthly_dbu: expect.closeTo(704) },
    ]);
  }, 30_000);
});
