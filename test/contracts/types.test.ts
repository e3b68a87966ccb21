import { catalogString, formatType, parseType } from '../../contracts/types';

describe('parseType', () => {
  it.each([
    ['STRING', 'string'],
    ['DECIMAL(18,2)', 'decimal(18,2)'],
    ['ARRAY<STRING>', 'array<string>'],
    ['STRUCT<a: INT, b: ARRAY<DOUBLE>>', 'struct<a:int,b:array<double>>'],
    ['ARRAY<STRUCT<Rule: STRING>>', 'array<struct<Rule:string>>'],
  ])('reads %s, and writes it as DDL and as Unity Catalog does', (text, reported) => {
    const type = parseType(text);
    expect(formatType(type)).toBe(text);
    expect(catalogString(type)).toBe(reported);
  });

  it.each(['string', 'DECIMAL', 'ARRAY<STRING', 'ARRAY<STRING>>', 'STRUCT<>', 'MAP<STRING>', ''])(
    'refuses %p',
    (text) => {
      expect(() => parseType(text)).toThrow(new Error(`type: not known, got ${text}`));
    },
  );
});
