import { changed } from '../found';

const table = (value?: unknown) => ({
  name: 'deals',
  properties: value === undefined ? {} : { 'delta.enableChangeDataFeed': value },
});

describe('change-feed-off', () => {
  it.each([['false'], [undefined], ['']])('blocks %j after true', (value) => {
    expect(changed('databricks_sql_table.a', table('true'), table(value))).toEqual([
      expect.stringMatching(/^change-feed-off: turns off the change data feed of deals/),
    ]);
  });

  it('blocks a value that the plan does not show', () => {
    const unknown = { after_unknown: { properties: { 'delta.enableChangeDataFeed': true } } };
    expect(changed('databricks_sql_table.a', table('true'), table(), unknown)).toHaveLength(1);
  });

  it('passes a feed that is turned on, or was off', () => {
    expect(changed('databricks_sql_table.a', table('false'), table('true'))).toEqual([]);
    expect(changed('databricks_sql_table.a', table('false'), table())).toEqual([]);
  });
});
