import fc from 'fast-check';

import { CsvRows } from '../../../cli/profile/csv-rows';
import { JsonValues, NotJson } from '../../../cli/profile/json-values';

/** A text cut at the places, as a stream may deliver it. */
function chunksOf(text: string, cuts: readonly number[]): string[] {
  const places = [0, ...[...cuts].map((cut) => cut % (text.length + 1)).sort((a, b) => a - b)];
  return places.map((from, at) => text.slice(from, places[at + 1] ?? text.length));
}

function valuesOf(chunks: readonly string[]): unknown[] {
  const values = new JsonValues();
  const texts = [...chunks.flatMap((chunk) => [...values.push(chunk)]), ...values.end()];
  return texts.map(({ text }) => JSON.parse(text) as unknown);
}

function rowsOf(chunks: readonly string[]): string[][] {
  const rows = new CsvRows();
  return [...chunks.flatMap((chunk) => [...rows.push(chunk)]), ...rows.end()].map(({ cells }) => [
    ...cells,
  ]);
}

const cuts = fc.array(fc.nat(5_000), { maxLength: 6 });
const space = fc.constantFrom('', ' ', '\n', '\r\n', '\t \n');

describe('JSON values', () => {
  it('of a list, cut anywhere', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), space, cuts, (list, around, at) => {
        const text = `${around}[${list.map((one) => `${around}${JSON.stringify(one)}${around}`).join()}]${around}`;
        expect(valuesOf(chunksOf(text, at))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('of objects one after the other, cut anywhere', () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 });
    fc.assert(
      fc.property(objects, space, cuts, (list, between, at) => {
        const texts = list.map((one) => JSON.stringify(one));
        expect(valuesOf(chunksOf(texts.join(between), at))).toEqual(
          texts.map((one) => JSON.parse(one) as unknown),
        );
      }),
    );
  });

  it.each([
    ['{"a": 1', 'the text ends inside a value'],
    ['[{"a": 1}, ', 'the text ends inside a value'],
    ['["a', 'the text ends inside a value'],
    ['{"a": 1}}', 'a bracket too many'],
    ['{"a": 1},{"a": 2}', 'a comma between values'],
    ['[1]\n[2]', 'text after the end of the list'],
  ])('%s: %s', (text, problem) => {
    expect(() => valuesOf([text])).toThrow(problem);
  });

  it('have the line that they begin on', () => {
    const values = new JsonValues();
    const found = [...values.push('\n[\n {"a":\n 1},\n\n {"b": 2}]'), ...values.end()];
    expect(found.map(({ line }) => line)).toEqual([3, 6]);
  });

  it('longer than a document can be are refused, and not collected', () => {
    const values = new JsonValues();
    const push = (): void => {
      for (let n = 0; n < 100; n += 1)
        Array.from(values.push('"'.padEnd(1_000_000, 'x').slice(n ? 1 : 0)));
    };
    expect(push).toThrow(NotJson);
  });
});

describe('CSV rows', () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('"', 'a "b" c', 'x\ny', 'x\r\ny', ',;\t|', ' '),
  );
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const table = fc
    .tuple(fc.integer({ min: 2, max: 4 }), fc.constantFrom(',', ';', '\t', '|'))
    .chain(([width, separator]) =>
      fc.tuple(
        fc.constant(Array.from({ length: width }, (_, at) => `column${at}`)),
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 4 }),
        fc.constant(separator),
      ),
    );

  it('of any cells and separator, cut anywhere', () => {
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), cuts, ([header, rows, by], end, at) => {
        const lines = [header.join(by), ...rows.map((row) => row.map(quoted).join(by))];
        const text = lines.join(end) + end;
        expect(rowsOf(chunksOf(text, at))).toEqual([header, ...rows]);
      }),
    );
  });

  it('without quotes keep quotes inside a cell', () => {
    expect(rowsOf(['a,b\n5" x,y\n'])).toEqual([
      ['a', 'b'],
      ['5" x', 'y'],
    ]);
  });

  it('that end inside quotes are refused', () => {
    expect(() => rowsOf(['a,b\n"x,y\n'])).toThrow('the text ends inside quotes');
  });
});
