import { splitTyped } from '../../../cli/sql/statement-text';

describe('splitTyped', () => {
  test.each([
    ['select 1', [], 'select 1'],
    ['select 1;', ['select 1'], ''],
    ['a; b ;c', ['a', 'b'], 'c'],
    [';;', [], ''],
    [`select ';', "a;b", \`c;d\`; e`, [`select ';', "a;b", \`c;d\``], ' e'],
    ["select 'it\\'s;';", ["select 'it\\'s;'"], ''],
    ['a -- b; c\n; d', ['a -- b; c'], ' d'],
    ['a /* b; c */; d', ['a /* b; c */'], ' d'],
    ["select 'open;", [], "select 'open;"],
    ['select /* open;', [], 'select /* open;'],
    ['a - b / c; d', ['a - b / c'], ' d'],
  ])('%j', (text, statements, rest) => {
    expect(splitTyped(text)).toEqual({ statements, rest });
  });
});
