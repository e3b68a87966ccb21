import type { DocumentField } from '../../contracts/document';
import { exactSchema, readingOf, WHITE_SPACE } from '../../contracts/readings';

const field = (name: string, type: string, more: Partial<DocumentField> = {}): DocumentField => ({
  name,
  type,
  comment: '',
  ...more,
});

describe('readingOf', () => {
  it('leaves a document alone that has nothing to read otherwise than it was sent', () => {
    expect(readingOf([field('name', 'STRING'), field('value', 'VARIANT')])).toBe('document');
  });

  it('reads fields by their types at any depth, and keeps the others in their places', () => {
    const turns = 'ARRAY<STRUCT<text: STRING, turn_index: INT>>';
    const reading = readingOf([
      field('id', 'STRING', { isId: true }),
      field('note', 'STRING'),
      field('call', `STRUCT<turns: ${turns}>`, { fields: [field('turns', turns)] }),
    ]);
    expect(reading).toContain(
      `named_struct('id', nullif(trim(both '${WHITE_SPACE}' from document.id), ''), 'note', document.note, 'call', ` +
        "if(document.call is null, null, named_struct('turns', transform(document.call.turns, e0 -> " +
        "if(e0 is null, null, named_struct('text', e0.text, 'turn_index', case when e0.turn_index rlike",
    );
  });

  it('parses decimals a second time, by their digits', () => {
    const amount = field('amount', 'DECIMAL(18,2)');
    expect(exactSchema([field('name', 'STRING'), amount])).toBe('amount DECIMAL(38,18)');
    expect(readingOf([amount])).toContain('cast(exact.amount as string)');
    const type = 'STRUCT<amount: DECIMAL(18,2)>';
    expect(() => readingOf([field('deal', type, { fields: [amount] })])).toThrow(
      'reading of document.deal.amount: a DECIMAL below the first level of a document. Move it up',
    );
  });

  it.each(['TIMESTAMP', 'DECIMAL(18,2)', 'INT', 'BIGINT'])(
    'keeps text that is no %s as JSON text, which no cast takes',
    (type) => {
      expect(readingOf([field('x', type)])).toMatch(/else concat\('"', document\.x, '"'\) end/);
    },
  );
});
