import { ReviewedPlan } from '../../../review/plan/reviewed-plan';
import { markdown } from '../../../review/report/markdown';
import { reviewPlan } from '../../../review/review-plan';
import { type Stake, stakeText } from '../../../review/stake/stake';
import { tablesAtStake } from '../../../review/stake/tables-at-stake';
import { UNKNOWN } from '../../../rules/plan-values';
import { planOf, resource, settings } from '../plan-of';

const table = (...column: object[]) => ({
  catalog_name: 'lakehouse_local',
  schema_name: 'silver',
  name: 'reps',
  column,
});
const [id, name] = [
  { name: 'id', type: 'int' },
  { name: 'name', type: 'string' },
];
const atStake = (...changes: Parameters<typeof planOf>) =>
  tablesAtStake(new ReviewedPlan(planOf(...changes)).resources).map((one) => [
    one.kind,
    one.name?.join('.'),
  ]);
const changed = (before: object | null, after: object | null) =>
  atStake(resource('databricks_sql_table.t', before as never, after as never));
const REPS = ['table', 'lakehouse_local.silver.reps'];

describe('tablesAtStake', () => {
  it('has destroyed tables, schemas and catalogs', () => {
    expect(changed(table(id), null)).toEqual([REPS]);
    const schema = { catalog_name: 'lakehouse_local', name: 'silver' };
    expect(atStake(resource('databricks_schema.s', schema, null))).toEqual([
      ['schema', 'lakehouse_local.silver'],
    ]);
    expect(atStake(resource('databricks_catalog.c', { name: 'old' }, null))).toEqual([
      ['catalog', 'old'],
    ]);
  });

  it('has tables that lose or retype a column, and no others', () => {
    expect(changed(table(id, name), table(id))).toEqual([REPS]);
    expect(changed(table(id), table({ ...id, type: 'string' }))).toEqual([REPS]);
    expect(changed(table(id), { ...table(), column: UNKNOWN })).toEqual([REPS]);
    expect(changed(table(id), table({ ...id, type: 'INT' }, name))).toEqual([]);
    expect(changed(null, table(id))).toEqual([]);
  });

  it('has no views, which hold no rows', () => {
    expect(changed({ ...table(id), table_type: 'VIEW' }, null)).toEqual([]);
  });
});

describe('rows at stake in a report', () => {
  const plan = planOf(resource('databricks_sql_table.t', table(id), null));
  const stake: Stake = {
    address: 'databricks_sql_table.t',
    table: 'lakehouse_local.silver.reps',
    rows: 1017,
    bytes: 14_200_000,
    createdAt: '2026-10-01T00:00:00Z',
    modifiedAt: '2026-11-27T10:00:00Z',
    readers: ['analyst@example.com'],
  };

  it('are named in the finding and in a separate section', () => {
    const report = reviewPlan(plan, { settings, stakes: [stake] });
    const text =
      '1,017 rows, 14.2 MB, created 2026-10-01, last written 2026-11-27, 1 readers in 30 days';
    const [finding] = report.findings.filter(({ policy }) => policy === 'data-destroyed');
    expect(finding!.message).toContain(`(lakehouse_local.silver.reps: ${text})`);
    const page = markdown(report);
    expect(page).toContain('### Rows at stake');
    expect(page).toContain('read by `analyst@example.com`');
  });

  it('are said not to be counted without a workspace', () => {
    const { notes, findings } = reviewPlan(plan, { settings });
    expect(notes).toEqual([expect.stringMatching(/^The rows at stake were not counted/)]);
    // the id of a finding does not depend on it
    expect(findings[0]!.id).toBe(reviewPlan(plan, { settings, stakes: [stake] }).findings[0]!.id);
  });

  it('name what is not known', () => {
    expect(stakeText({ address: 'a', table: 't', problem: 'no permission' })).toBe(
      'not known: no permission',
    );
  });
});
