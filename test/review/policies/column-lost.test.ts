import { type Body, changed } from '../found';

const table = (...column: Body[]) => ({ name: 't', column });
const of = (before: Body[], after: Body[], more = {}) =>
  changed('databricks_sql_table.t', table(...before), table(...after), more);
const a = { name: 'a', type: 'decimal(18,2)' };

describe('column-lost', () => {
  it('blocks a removed column and another type', () => {
    expect(of([a], [])).toEqual(['column-lost: removes the column a (decimal(18,2)) of t']);
    expect(of([a], [{ ...a, type: 'string' }])).toEqual([
      'column-lost: changes the type of the column a from decimal(18,2) to string of t',
    ]);
  });

  it('passes another spelling, another order and a new column', () => {
    const b = { name: 'Closed_At', type: 'timestamp' };
    const respelt = [
      { ...b, name: 'closed_at' },
      { ...a, type: 'DECIMAL(18, 2)' },
    ];
    expect(of([a, b], [...respelt, { name: 'c', type: 'int' }])).toEqual([]);
  });

  it('blocks types and columns that the plan does not show', () => {
    const { name } = a;
    expect(of([a], [{ name }], { after_unknown: { column: [{ type: true }] } })).toEqual([
      'column-lost: changes the type of the column a from decimal(18,2) to (known after apply) of t',
    ]);
    const hidden = { before_sensitive: { column: true }, after_sensitive: { column: true } };
    expect(of([a], [{ name: 'b', type: 'int' }], hidden)).toEqual([
      'column-lost: changes the columns to (sensitive) of t',
    ]);
    expect(of([a], [a], hidden)).toEqual([]);
  });
});
