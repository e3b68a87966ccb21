import { loosened } from '../../../review/protection/cluster-policy';

const of = (before: object, after: object | undefined) =>
  loosened(JSON.stringify({ a: before }), JSON.stringify(after === undefined ? {} : { a: after }))!
    .length;
const range = (minValue: number, maxValue?: number) => ({ type: 'range', minValue, maxValue });
const list = (...values: string[]) => ({ type: 'allowlist', values });

describe('cluster policies that permit more', () => {
  it.each<[object, object | undefined, number]>([
    [range(1, 10), range(1, 20), 1],
    [range(1, 10), range(1), 1],
    [range(1, 10), range(2, 5), 0],
    [range(1, 10), { type: 'fixed', value: 5 }, 0],
    [range(1, 10), undefined, 1],
    [list('a', 'b'), list('a'), 0],
    [list('a', 'b'), list('a', 'c'), 1],
    [list('a', 'b'), { type: 'fixed', value: 'a' }, 0],
    [{ type: 'blocklist', values: ['a'] }, { type: 'blocklist', values: [] }, 1],
    [{ type: 'fixed', value: 'a' }, { type: 'fixed', value: 'a', hidden: true }, 0],
    [{ type: 'fixed', value: 'a' }, { type: 'fixed', value: 'b' }, 1],
    [{ type: 'fixed', value: 'a' }, { type: 'unlimited', defaultValue: 'a' }, 1],
    [{ type: 'unlimited' }, range(1, 2), 0],
    [{ type: 'forbidden' }, { type: 'unlimited' }, 1],
    [{ type: 'regex', pattern: 'a' }, { type: 'regex', pattern: '.*' }, 1],
  ])('%j to %j: %d', (before, after, count) => expect(of(before, after)).toBe(count));

  it('pass a path that is limited now, and mark the runtime', () => {
    expect(loosened('{}', '{"a":{"type":"fixed","value":1}}')).toEqual([]);
    const version = (value: string) => JSON.stringify({ spark_version: { type: 'fixed', value } });
    expect(loosened(version('16'), version('17'))).toEqual([
      expect.objectContaining({ isRuntime: true }),
    ]);
    expect(loosened(version('16'), 'no JSON')).toBeUndefined();
  });
});
