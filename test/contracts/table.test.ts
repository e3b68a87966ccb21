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
      '`columns` must have distinct names, got twice: size',
    ],
    [
      'a column name that needs quoting',
      { columns: [...valid.columns, optional('Total Size', 'INT', 'Sum')] },
      '`columns` must be lower-case SQL identifiers, got: Total Size',
    ],
    [
      'an unknown type',
      { columns: [...valid.columns, optional('shape', 'ARRAY<FORM>', 'Shape')] },
      '`type` of column shape: unknown type, got: ARRAY<FORM>',
    ],
    ['a key that is no column', { key: ['id'] }, '`key` must name columns of the table, got: id'],
    ['a nullable key', { key: ['size'] }, '`key` must have NOT NULL columns only, got: size'],
    [
      'a layout column that is none',
      { layoutColumns: ['day'] },
      '`layoutColumns` must name columns of the table, got: day',
    ],
    [
      'too many layout columns',
      { layoutColumns: ['size', 'size', 'size', 'size', 'size'] },
      '`layoutColumns` must have at most 4 columns, got: 5',
    ],
    [
      'a rule on an unknown column',
      { rules: [{ ...rule, columns: ['weight'] }] },
      '`columns` of rule size_valid must name known columns, got: weight',
    ],
    [
      'a rule that does not read its column',
      { rules: [{ ...rule, columns: ['thing_id'] }] },
      '`columns` of rule size_valid must be read by its expression, got: thing_id',
    ],
    [
      'two rules of one name',
      { rules: [rule, rule] },
      '`rules` must have distinct names, got twice: size_valid',
    ],
    [
      'a rule without a version',
      { rules: [{ ...rule, version: 0 }] },
      '`version` of rule size_valid must be a positive integer, got: 0',
    ],
    [
      'a rule and a set rule of one name',
      { rules: [rule], setRules: [{ ...reference, name: 'size_valid' }] },
      '`rules` must have distinct names, got twice: size_valid',
    ],
    [
      'a rule that deletions have otherwise',
      { rules: [rule], deletionRules: [{ ...rule, version: 2 }] },
      '`deletionRules` must have the rules of `rules` as they are there, got: size_valid',
    ],
    [
      'a reference that leads nowhere',
      { setRules: [{ ...reference, references: undefined }] },
      '`references` of rule size_refers must be given for a reference, got: reference',
    ],
    [
      'a set rule on two columns',
      { setRules: [{ ...reference, columns: ['thing_id', 'size'] }] },
      '`columns` of rule size_refers must be one column, got: 2',
    ],
    [
      'a mask on a field that is none',
      {
        columns: [
          ...valid.columns,
          optional('owner', 'STRUCT<email: STRING>', 'Owner', { pii: { mail: 'email' } }),
        ],
      },
      '`pii` of column owner must name its fields, got: mail',
    ],
  ])('refuses %s', (_case, change, problem) => {
    expect(() => defineTable({ ...valid, ...change })).toThrow(
      new Error(`contract silver.things: ${problem}`),
    );
  });

  it('lists every problem at once', () => {
    expect(() => defineTable({ ...valid, key: ['id'], layoutColumns: ['day'] })).toThrow(
      new Error(
        'contract silver.things: `key` must name columns of the table, got: id; ' +
          '`layoutColumns` must name columns of the table, got: day',
      ),
    );
  });
});
