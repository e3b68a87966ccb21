import { sqlParameters } from '../../constructs/sql-parameters';

describe('sqlParameters', () => {
  it.each<[string, string[]]>([
    ['select :b, :a, :b from t where x = :a_2', ['a', 'a_2', 'b']],
    ['select 1 -- in the last :days days\n, :catalog', ['catalog']],
    ['select 1 /* of :days\n :x */', []],
    [`select ':a', 'it''s :b', "say :c", \`odd :d\``, []],
    [String.raw`select 'it\'s :a' || :b`, ['b']],
    ['select x::int, cast(x as struct<a: int>)', []],
    ['use catalog identifier(:catalog);', ['catalog']],
  ])('of %j are %j', (sql, names) => {
    expect(sqlParameters(sql)).toEqual(names);
  });
});
