import fc from 'fast-check';

import { canonicalType, isSameType } from '../../../review/tables/sql-type';

describe('SQL types', () => {
  it.each([
    ['int', 'INTEGER'],
    ['bigint', ' long '],
    ['decimal(18,2)', 'DECIMAL( 18 , 2 )'],
    ['decimal', 'numeric(10)'],
    ['timestamp', 'timestamp_ltz'],
    ['array<struct<a:int,b:string>>', 'ARRAY< STRUCT< A : INTEGER, b STRING > >'],
    ['map<string,array<double>>', 'map<string, array<double>>'],
    ['struct<a:int>', "struct<`a`:int comment 'it''s <b>'>"],
    ['struct<a:int not null>', 'STRUCT<a: int NOT NULL>'],
    ['string', 'string collate UTF8_BINARY'],
    ['interval day to second', 'INTERVAL DAY TO SECOND'],
  ])('%s is %s', (a, b) => expect(isSameType(a, b)).toBe(true));

  it.each([
    ['int', 'bigint'],
    ['decimal(18,2)', 'decimal(18,3)'],
    ['decimal(18,2)', 'decimal(182)'],
    ['array<int>', 'array<string>'],
    ['struct<a:int,b:int>', 'struct<b:int,a:int>'],
    ['struct<a:int>', 'struct<a:int not null>'],
    ['string', 'string collate UTF8_LCASE'],
    ['varchar(10)', 'varchar(20)'],
    ['timestamp', 'timestamp_ntz'],
    ['geography(4326)', 'geography(3857)'],
    ['array<int', 'array<int>'],
    ['int', 'object Object'],
    ['', 'string'],
  ])('%s is not %s', (a, b) => expect(isSameType(a, b)).toBe(false));

  const type: fc.Memo<string> = fc.memo((depth) =>
    depth <= 1
      ? fc.constantFrom('int', 'string', 'decimal(18,2)', 'timestamp_ntz', 'varchar(3)')
      : fc.oneof(
          type(depth - 1),
          type(depth - 1).map((item) => `array<${item}>`),
          fc.tuple(type(depth - 1), type(depth - 1)).map((pair) => `map<${pair.join(',')}>`),
          fc
            .array(type(depth - 1), { minLength: 1, maxLength: 3 })
            .map((fields) => `struct<${fields.map((field, i) => `f${i}:${field}`).join(',')}>`),
        ),
  );

  it('are the same in any case and with any white space', () => {
    fc.assert(
      fc.property(type(4), (text) => {
        const spaced = text.replace(/[<>(),:]/g, (sign) => ` ${sign}\n`).toUpperCase();
        expect(canonicalType(spaced)).toBe(canonicalType(text));
      }),
    );
  });

  it('are distinguished, and any other text ends without an error', () => {
    fc.assert(
      fc.property(type(4), type(4), (a, b) => {
        expect(isSameType(a, b)).toBe(a === b);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(isSameType(text, text)).toBe(true);
      }),
    );
  });
});
