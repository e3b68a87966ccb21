import { COLUMN_LINEAGE, type ComputedLineage } from '../../../contracts/lineage';
import { type Body, changed, created } from '../found';

/** The lineage with a column that is made of personal data, as a changed SQL file would have it. */
jest.mock('../../../contracts/column-lineage.json', () => {
  const actual = jest.requireActual<ComputedLineage>('../../../contracts/column-lineage.json');
  const sources = [{ table: 'silver.reps', column: 'email', how: 'derived' }];
  const scores = {
    ...actual.tables['gold.rep_monthly_scores'],
    rep_email: { sources, made: [] },
    rep_email_count: { sources: [{ ...sources[0], how: 'reduced' }], made: [] },
  };
  return { ...actual, tables: { ...actual.tables, 'gold.rep_monthly_scores': scores } };
});

const POLICY = 'personal-data-unprotected';

const table = (name: string, columns: unknown, schema = 'gold'): Body => ({
  catalog_name: 'lakehouse_local',
  schema_name: schema,
  name,
  table_type: 'MANAGED',
  column: columns,
});
const column = (name: string): Body => ({ name, type: 'string' });
const known = column('rep_id');

/** The findings of this policy where a table gains columns. */
function gained(names: readonly string[], more = {}): string[] {
  const before = table('rep_monthly_scores', [known]);
  const after = table('rep_monthly_scores', [known, ...names.map(column)]);
  return changed('databricks_sql_table.gold_rep_monthly_scores', before, after, more).filter(
    (message) => message.startsWith(POLICY),
  );
}

describe(POLICY, () => {
  const { digest } = COLUMN_LINEAGE;
  const lineage = COLUMN_LINEAGE as { digest: string };
  afterEach(() => (lineage.digest = digest));

  it('passes columns that are made of no personal data, and those that have a mask', () => {
    expect(gained(['avg_value', 'team_id', 'rep_email_count'])).toEqual([]);
    const reps = table('reps', [column('rep_id'), column('email')], 'silver');
    expect(created('databricks_sql_table.silver_reps', reps)).toEqual([]);
  });

  it('blocks a new column that is made of personal data and has no mask', () => {
    expect(gained(['rep_email'])).toEqual([
      `${POLICY}: the new column gold.rep_monthly_scores.rep_email is made of silver.reps.email, ` +
        'bronze.reps_raw.payload (email) and has no mask',
    ]);
  });

  it('blocks a column without a lineage, and leaves existing ones alone', () => {
    expect(gained(['mood'])).toEqual([
      `${POLICY}: the new column gold.rep_monthly_scores.mood has no known lineage`,
    ]);
    const before = table('unknown_table', [column('a')]);
    const after = table('unknown_table', [column('A')]);
    expect(changed('databricks_sql_table.gold_unknown', before, after)).toEqual([]);
  });

  it('blocks new columns while the lineage is of other contracts', () => {
    lineage.digest = 'of other contracts';
    expect(gained(['avg_value'])).toEqual([
      `${POLICY}: the new column gold.rep_monthly_scores.avg_value has no known lineage: ` +
        'contracts/column-lineage.json is out of date',
    ]);
  });

  it('blocks columns that the plan does not show', () => {
    expect(gained([], { after_sensitive: { column: true } })).toEqual([
      `${POLICY}: the columns of gold.rep_monthly_scores are (sensitive): ` +
        'whether one is made of personal data is not known',
    ]);
  });

  it('passes tables of other schemas and catalogs', () => {
    const ops = table('job_locks', [column('mood')], 'ops');
    expect(created('databricks_sql_table.ops_job_locks', ops)).toEqual([]);
    const other = { ...table('scores', [column('mood')]), catalog_name: 'other' };
    const found = created('databricks_sql_table.scores', other);
    expect(found.filter((message) => message.startsWith(POLICY))).toEqual([]);
  });
});
