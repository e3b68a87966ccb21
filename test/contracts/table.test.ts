import { defineTable, optional, required, type TableContract } from '../../contracts';
import { refersTo } from '../../contracts/rules';

const valid: TableContract = {
  schema: 'silver',
  name: 'things',
  comment: 'Things',
  grain: 'one row per thing',
  key: ['thing_id'],
  columns: [required('thing_id', 'STRING', 'The thing'), optional('size', 'INT', 'How large')],
};
const rule = {
  name: 'size_valid',
  severity: 'drop' as const,
  message: 'size is negative',
  expression: 'size >= 0',
  columns: ['size'],
  version: 1,
};

const reference = refersTo('size', 'silver.sizes');

describe('defineTable', () => {
  it('returns a sound contract as it is', () => {
    expect(defineTable(valid)).toBe(valid);
  });

  it('lets a rule read a column that only the candidate row has', () => {
    const contract = {
      ...valid,
      candidateColumns: ['_malformed'],
      rules: [{ ...rule, expression: 'not _malformed', columns: ['_malformed'] }],
    };
    expect(defineTable(contract)).toBe(contract);
  });

  it.each<[string, Partial<TableContract>, string]>([
    [
      'a duplicate column',
      { columns: [...valid.columns, optional('size', 'INT', 'Again')] },
      '`columns`: listed twice, got size',
    ],
    [
      'a column name that needs quoting',
      { columns: [...valid.columns, optional('Total Size', 'INT', 'Sum')] },
      '`columns`: not a lower-case SQL identifier, got Total Size',
    ],
    [
      'an unknown type',
      { columns: [...valid.columns, optional('shape', 'ARRAY<FORM>', 'Shape')] },
      '`type` of column shape: type: not known, got ARRAY<FORM>',
    ],
    ['a key that is no column', { key: ['id'] }, '`key`: not a column of the table, got id'],
    ['a nullable key', { key: ['size'] }, '`key`: not a NOT NULL column, got size'],
    [
      'a layout column that is none',
      { layoutColumns: ['day'] },
      '`layoutColumns`: not a column of the table, got day',
    ],
    [
      'too many layout columns',
      { layoutColumns: ['size', 'size', 'size', 'size', 'size'] },
      '`layoutColumns`: more than 4 columns, got 5',
    ],
    [
      'a rule on an unknown column',
      { rules: [{ ...rule, columns: ['weight'] }] },
      '`columns` of rule size_valid: not a column of the table, got weight',
    ],
    [
      'a rule that does not read its column',
      { rules: [{ ...rule, columns: ['thing_id'] }] },
      '`columns` of rule size_valid: not in its expression, got thing_id',
    ],
    ['two rules of one name', { rules: [rule, rule] }, '`rules`: listed twice, got size_valid'],
    [
      'a rule without a version',
      { rules: [{ ...rule, version: 0 }] },
      '`version` of rule size_valid: not a positive integer, got 0',
    ],
    [
      'a rule and a set rule of one name',
      { rules: [rule], setRules: [{ ...reference, name: 'size_valid' }] },
      '`rules`: listed twice, got size_valid',
    ],
    [
      'a rule that deletions have otherwise',
      { rules: [rule], deletionRules: [{ ...rule, version: 2 }] },
      '`deletionRules`: not the same as in `rules`, got size_valid',
    ],
    [
      'a reference that leads nowhere',
      { setRules: [{ ...reference, references: undefined }] },
      '`references` of rule size_refers: missing for a reference, got reference',
    ],
    [
      'a set rule on two columns',
      { setRules: [{ ...reference, columns: ['thing_id', 'size'] }] },
      '`columns` of rule size_refers: not one column, got 2',
    ],
    [
      'a mask on a field that is none',
      {
        columns: [
          ...valid.columns,
          optional('owner', 'STRUCT<email: STRING>', 'Owner', { pii: { mail: 'email' } }),
        ],
      },
      '`pii` of column owner: not a field of the column, got mail',
    ],
  ])('refuses %s', (_case, change, problem) => {
    expect(() => defineTable({ ...valid, ...change })).toThrow(
      new Error(`contract silver.things: ${problem}`),
    );
  });

  it('lists every problem at once', () => {
    expect(() => defineTable({ ...valid, key: ['id'], layoutColumns: ['day'] })).toThrow(
      new Error(
        'contract silver.things: `key`: not a column of the table, got id; ' +
          '`layoutColumns`: not a column of the table, got day',
      ),
    );
  });
});
