/** Generators of contracts, for properties that hold for each of them. */
import fc from 'fast-check';

import type {
  ColumnContract,
  DocumentField,
  RuleContract,
  TableContract,
} from '../../../contracts';
import type { ImportedFeed } from '../../../contracts/odcs/import';
import { problemsOf } from '../../../contracts/validate';

const identifier = fc.stringMatching(/^[a-z_][a-z0-9_]{0,11}$/);
const fieldName = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/);
/** Any text that is not blank: quotes, comment ends, other scripts, YAML syntax. */
const text = fc
  .oneof(fc.string({ minLength: 1 }), fc.fullUnicodeString({ minLength: 1 }))
  .filter((one) => one.trim() !== '');
const mask = fc.constantFrom('text' as const, 'email' as const, 'name' as const);

const scalar = fc.oneof(
  fc.constantFrom('STRING', 'BOOLEAN', 'INT', 'BIGINT', 'DOUBLE', 'DATE', 'TIMESTAMP'),
  fc.constantFrom('BINARY', 'VARIANT', 'DECIMAL(18,2)', 'DECIMAL(38,18)'),
);
const { type: anyType } = fc.letrec<{ type: string; struct: string }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    tie('type').map((element) => `ARRAY<${element}>`),
    tie('struct'),
  ),
  struct: fc
    .uniqueArray(fc.tuple(fieldName, tie('type')), {
      minLength: 1,
      maxLength: 3,
      selector: ([name]) => name,
    })
    .map((fields) => `STRUCT<${fields.map(([name, type]) => `${name}: ${type}`).join(', ')}>`),
}));

const contact = 'STRUCT<name: STRING, email: STRING>';
const personal = fc.constantFrom<Pick<ColumnContract, 'type' | 'pii'>>(
  { type: 'STRING', pii: 'text' },
  { type: 'ARRAY<STRING>', pii: 'text' },
  { type: contact, pii: { email: 'email' } },
  { type: `ARRAY<${contact}>`, pii: { name: 'name', email: 'email' } },
);

const column: fc.Arbitrary<ColumnContract> = fc
  .record(
    {
      name: identifier,
      nullable: fc.boolean(),
      comment: text,
      landedIn: fc.constantFrom('document' as const, 'call' as const, 'signal' as const),
      isReadByRowPredicate: fc.constant(true),
    },
    { requiredKeys: ['name', 'nullable', 'comment'] },
  )
  .chain((one) =>
    fc
      .oneof(
        anyType.map((type) => ({ type })),
        personal,
        fc.constant({ type: 'STRING', isId: true }),
      )
      .map((more) => ({ ...one, ...more })),
  );

const severity = fc.constantFrom('fail' as const, 'drop' as const, 'warn' as const);

function ruleOn(names: readonly string[]): fc.Arbitrary<RuleContract> {
  return fc
    .record({
      name: identifier,
      severity,
      message: text,
      column: fc.constantFrom(...names),
      version: fc.integer({ min: 1, max: 9 }),
    })
    .map(({ column: on, ...rule }) => ({
      ...rule,
      expression: `coalesce(${on}, '') <> 'x'`,
      columns: [on],
    }));
}

const uniqueByName = { selector: (one: { name: string }) => one.name };

/** Tables that `defineTable` accepts, in the form that it returns. */
export const tables: fc.Arbitrary<TableContract> = fc
  .uniqueArray(column, { ...uniqueByName, minLength: 1, maxLength: 6 })
  .chain((columns) => {
    const names = columns.map(({ name }) => name);
    const notNull = columns.filter(({ nullable }) => !nullable).map(({ name }) => name);
    const some = fc.subarray(names, { minLength: 1 }).map((chosen) => chosen.slice(0, 4));
    const rules = fc.uniqueArray(ruleOn(names), { ...uniqueByName, minLength: 1, maxLength: 5 });
    return fc
      .record(
        {
          schema: fc.constantFrom('bronze' as const, 'silver' as const, 'gold' as const),
          name: identifier,
          comment: text,
          grain: text,
          columns: fc.constant(columns),
          key:
            notNull.length > 0
              ? fc.shuffledSubarray(notNull, { minLength: 1 })
              : fc.constant(undefined),
          runColumns: some,
          layoutColumns: some,
          properties: fc.dictionary(fc.stringMatching(/^delta\.[a-z]{1,8}$/), text, { minKeys: 1 }),
          candidateColumns: fc.uniqueArray(identifier, { minLength: 1, maxLength: 2 }),
          all: rules,
          at: fc.nat({ max: 5 }),
          reference: fc.record({
            column: fc.constantFrom(...names),
            to: fc.constantFrom({ table: 'silver.reps', column: 'rep_id' }),
          }),
        },
        { requiredKeys: ['schema', 'name', 'comment', 'grain', 'columns'] },
      )
      .map(({ all = [], at = 0, reference, ...table }): TableContract => {
        // rules of records, of deletions, and of both, in different orders
        const rules = all.slice(0, Math.max(at, 0));
        const deletionRules = [...all].reverse().slice(0, 3);
        return {
          ...table,
          ...(rules.length > 0 ? { rules } : {}),
          ...(deletionRules.length > 0 ? { deletionRules } : {}),
          ...(reference
            ? {
                setRules: [
                  {
                    kind: 'reference',
                    name: 'set_rule_of_reference',
                    severity: 'warn',
                    message: table.comment,
                    columns: [reference.column],
                    references: reference.to,
                    version: 2,
                  },
                ],
              }
            : {}),
        };
      });
  })
  .filter((table) => problemsOf(table).length === 0);

const { field } = fc.letrec<{ field: DocumentField }>((tie) => ({
  field: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(
      fc.record({ name: fieldName, type: anyType, comment: text }),
      fc.record({ name: fieldName, comment: text, isId: fc.constant(true) }).map((one) => ({
        ...one,
        type: 'STRING',
      })),
      fc
        .tuple(fieldName, text, personal)
        .map(([name, comment, more]) => ({ name, comment, ...more })),
      fc.tuple(fieldName, text, mask).map(([name, comment, pii]) => ({
        ...{ name, comment, pii },
        type: 'STRING',
      })),
    ),
    fc
      .tuple(
        fieldName,
        text,
        fc.boolean(),
        fc.uniqueArray(tie('field'), { ...uniqueByName, minLength: 1, maxLength: 3 }),
      )
      .map(([name, comment, isList, fields]) => {
        const struct = `STRUCT<${fields.map((one) => `${one.name}: ${one.type}`).join(', ')}>`;
        return { name, comment, type: isList ? `ARRAY<${struct}>` : struct, fields };
      }),
  ),
}));

export const feeds: fc.Arbitrary<ImportedFeed> = fc.record(
  {
    name: identifier,
    comment: text,
    path: identifier,
    fileNamePattern: fc.constantFrom('*.json', '*.jsonl'),
    wholeFile: fc.boolean(),
    bronzeTable: identifier.map((name) => `bronze.${name}`),
    document: fc.uniqueArray(field, { ...uniqueByName, minLength: 1, maxLength: 4 }),
    schemaEvolution: fc.constantFrom('rescue' as const, 'none' as const),
    format: fc.constantFrom('json' as const, 'csv' as const, 'parquet' as const),
    reader: fc.constantFrom('text' as const, 'native' as const),
  },
  {
    requiredKeys: [
      ...(['name', 'comment', 'path', 'fileNamePattern', 'wholeFile'] as const),
      ...(['bronzeTable', 'document'] as const),
    ],
  },
);
