import { casts, oneOf, present, refersTo } from '../rules';
import type { RuleContract, SetRuleContract, Severity, TableContract } from '../table';
import { ENGINE } from './document';
import type { ColumnProperty } from './import-columns';
import type { Fields } from './reader';

type Rules = Pick<TableContract, 'rules' | 'deletionRules' | 'setRules'>;

const SEVERITIES: readonly Severity[] = ['fail', 'drop', 'warn'];
const SET_KINDS: readonly SetRuleContract['kind'][] = [
  'one_content_in_batch',
  'one_content_over_time',
  'reference',
];

/** Rules by what they apply to, as the checks of a document declare them. */
interface Found {
  readonly rules: RuleContract[];
  readonly ofDeletionsOnly: RuleContract[];
  readonly setRules: SetRuleContract[];
}

/** The rules of the quality checks of an object and its properties, and of their relationships. */
export function rulesOf(object: Fields, custom: Fields, columns: readonly ColumnProperty[]): Rules {
  const found: Found = { rules: [], ofDeletionsOnly: [], setRules: [] };
  for (const check of object.list('quality')) readCheck(check, found);
  for (const one of columns) {
    for (const check of one.property.list('quality')) {
      readColumnCheck(check, one, found);
    }
    one.property.done();
    for (const { table, column } of one.references) {
      addReference(found.setRules, one.column.name, table, column);
    }
  }
  return {
    rules: some(found.rules),
    deletionRules: deletionRulesOf(object, custom, found),
    setRules: some(found.setRules),
  };
}

/** A check of an object: only the rules of contracts are known there. */
function readCheck(check: Fields, found: Found): void {
  check.text('id');
  const engine = check.text('engine');
  const type = check.text('type');
  if (engine !== ENGINE || type !== 'custom') {
    check.problems.add(
      check.path,
      `not a rule of contracts, got type ${type ?? 'none'}. Write a rule of the table in its place`,
    );
    return;
  }
  readRule(check, found);
}

function readRule(check: Fields, found: Found): void {
  const name = check.required('name');
  const message = check.required('description');
  const severity = check.oneOf('severity', SEVERITIES) ?? 'drop';
  const body = check.object('implementation');
  check.done();
  if (body === undefined) {
    check.problems.add(check.at('implementation'), 'missing, and a rule needs it');
    return;
  }
  const version = body.integer('version') ?? 1;
  const columns = body.texts('columns') ?? [];
  const kind = body.oneOf('kind', SET_KINDS);
  if (kind !== undefined) {
    if (severity !== 'warn') {
      check.problems.add(check.at('severity'), `a rule about many rows warns, got ${severity}`);
    }
    const reference = body.object('references');
    const references = reference && {
      table: reference.required('table'),
      column: reference.required('column'),
    };
    reference?.done();
    found.setRules.push({
      kind,
      name,
      severity: 'warn',
      message,
      columns: columns as [string, ...string[]],
      ...(references ? { references } : {}),
      version,
    });
  } else {
    const rule = {
      name,
      severity,
      message,
      expression: body.required('expression'),
      columns,
      version,
    };
    const list = body.flag('isOfDeletionsOnly') ? found.ofDeletionsOnly : found.rules;
    list.push(rule);
  }
  body.done();
}

/** A check of a property: no nulls, or values of a list. Shares and other metrics are no rules. */
function readColumnCheck(check: Fields, { column }: ColumnProperty, found: Found): void {
  check.text('id');
  const metric = check.text('metric');
  const bound = check.take('mustBe');
  const { values, isKnown } = argumentsOf(check);
  const type = check.text('type') ?? 'library';
  const unit = check.text('unit') ?? 'rows';
  const severity = check.text('severity');
  for (const key of ['name', 'description']) check.text(key);
  check.done();
  const isExact = type === 'library' && bound === 0 && unit === 'rows' && isKnown;
  if (isExact && metric === 'nullValues' && values === undefined) {
    found.rules.push(
      column.type === 'STRING' ? present(column.name) : casts(column.name, column.type),
    );
  } else if (isExact && metric === 'invalidValues' && values !== undefined) {
    found.rules.push(oneOf(column.name, values));
  } else {
    check.problems.add(
      check.path,
      `not a rule of contracts, got ${metric ?? type}. Rules are nullValues and invalidValues ` +
        'with a list of texts, each with `mustBe: 0`. Write a rule of the table in its place',
    );
  }
  if (severity !== undefined && severity !== 'error' && severity !== 'drop') {
    check.problems.add(check.at('severity'), `not error or drop, got ${severity}`);
  }
}

function argumentsOf(check: Fields): { values?: readonly string[]; isKnown: boolean } {
  const given = check.object('arguments');
  if (given === undefined) return { isKnown: true };
  const values = given.texts('validValues');
  given.done();
  // the values are written into the predicate of the rule
  const isKnown = values !== undefined && values.every((value) => !/['\\]/.test(value));
  return { ...(values ? { values } : {}), isKnown };
}

/** A relationship is the reference of a rule; without one it makes the rule. */
function addReference(rules: SetRuleContract[], name: string, table: string, key: string): void {
  const isDeclared = rules.some(
    ({ columns, references }) =>
      columns[0] === name && references?.table === table && references.column === key,
  );
  if (!isDeclared) rules.push(refersTo(name, table, key));
}

function deletionRulesOf(object: Fields, custom: Fields, found: Found): Rules['deletionRules'] {
  const names = custom.texts('deletionRules');
  const all = new Map([...found.rules, ...found.ofDeletionsOnly].map((rule) => [rule.name, rule]));
  const path = `${object.at('customProperties')}.deletionRules`;
  for (const { name } of found.ofDeletionsOnly) {
    if (!names?.includes(name)) object.problems.add(path, `does not list the rule, got no ${name}`);
  }
  return names?.flatMap((name) => {
    const rule = all.get(name);
    if (rule === undefined) object.problems.add(path, `not a rule of the table, got ${name}`);
    return rule ?? [];
  });
}

function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
