/** Proposals for a field, from the statistics of its values. */
import type { MaskKind } from '../../contracts';
import { type FieldStatistics, type Form, isIdName } from './field-statistics';

export interface ProposedField {
  /** The way to the field: `call.participants[].email`. */
  readonly path: string;
  /** The field is one of the record, and no part of another. */
  readonly isTop: boolean;
  readonly type: string;
  /** Each object that may have the field has a value in it. */
  readonly isRequired: boolean;
  readonly present: number;
  /** The objects that may have the field. */
  readonly of: number;
  readonly isId: boolean;
  /** The mask, where the values may be personal data, and why. */
  readonly personal?: { readonly mask: MaskKind; readonly reason: string };
  readonly notes: readonly string[];
}

/** Money has no binary fraction. */
const MONEY =
  /(^|_)(amount|price|cost|fee|revenue|total|balance|discount|tax|arr|mrr|acv|tcv)($|_)/;
const PERSON =
  /^(first|last|middle|full|given|family|sur|maiden|nick|display|preferred|contact|customer|rep|owner|manager|speaker|participant|agent|user|caller|callee|host|person|employee)?_?name$/;
const BY_NAME: readonly (readonly [RegExp, MaskKind, string])[] = [
  [/(^|_)e?_?mail(_?address)?($|_)/, 'email', 'name of the field'],
  [/(^|_)(phone|mobile|msisdn|fax|tel)(_|$)/, 'text', 'name of the field'],
  [
    /(^|_)(street|postal|postcode|zip|birth\w*|dob|ssn|passport|iban|tax_id)(_|$)/,
    'text',
    'name of the field',
  ],
  [/(^|_)ip(_?address)?$/, 'text', 'name of the field'],
];

/** The fields below a record, those of objects and lists after them. */
export function proposedFields(records: FieldStatistics, isText: boolean): ProposedField[] {
  return [...records.fields].flatMap(([name, field]) =>
    walk(name, name, field, records.kinds.get('object') ?? 0, isText, 0),
  );
}

function walk(
  path: string,
  name: string,
  field: FieldStatistics,
  of: number,
  isText: boolean,
  depth: number,
): ProposedField[] {
  const { type, notes } = typeOf(field, name, isText, depth);
  const personal = personalOf(name, field);
  const own: ProposedField = {
    path,
    isTop: depth === 0,
    type,
    isRequired: field.present === of && field.blanks === 0,
    present: field.present,
    of,
    isId: type === 'STRING' && isIdName(name),
    ...(personal ? { personal } : {}),
    notes,
  };
  const element = innermost(field);
  const inner = element ?? field;
  const parts = [...inner.fields].flatMap(([part, statistics]) => {
    const steps = element ? '[]'.repeat(listDepth(field)) : '';
    const objects = inner.kinds.get('object') ?? 0;
    return walk(`${path}${steps}.${part}`, part, statistics, objects, isText, depth + 1);
  });
  return [own, ...parts];
}

/** The type of a field, and what a person has to know of it. */
function typeOf(
  field: FieldStatistics,
  name: string,
  isText: boolean,
  depth: number,
): { type: string; notes: string[] } {
  const kinds = [...field.kinds.keys()];
  const notes: string[] = [];
  if (kinds.length === 0) return { type: 'STRING', notes: ['only nulls'] };
  if (field.blanks > 0) notes.push(`${count(field.blanks)} blank texts`);
  const numbers = kinds.every((kind) => kind === 'whole' || kind === 'fraction');
  if (numbers) return { type: numberType(field, name, depth, notes), notes };
  if (kinds.length > 1) {
    const mixed = [...field.kinds].map(([kind, n]) => `${kind} ${count(n)}`).join(', ');
    return { type: 'VARIANT', notes: [`values of several kinds: ${mixed}`, ...notes] };
  }
  switch (kinds[0]!) {
    case 'boolean':
      return { type: 'BOOLEAN', notes };
    case 'object':
      return structType(field, isText, depth, notes);
    case 'list':
      return listType(field, name, isText, depth, notes);
    default:
      return { type: textType(field, name, isText, depth, notes), notes };
  }
}

function numberType(field: FieldStatistics, name: string, depth: number, notes: string[]): string {
  if (isIdName(name)) {
    notes.push('an id as a number: send it as text');
    return 'STRING';
  }
  if (field.inexact > 0) notes.push('numbers beyond 2^53: JSON readers round them');
  const isMoney = depth === 0 && MONEY.test(snake(name)) && field.beyondCents === 0;
  if (isMoney) return 'DECIMAL(18,2)';
  return field.kinds.has('fraction') ? 'DOUBLE' : 'BIGINT';
}

function textType(
  field: FieldStatistics,
  name: string,
  isText: boolean,
  depth: number,
  notes: string[],
): string {
  const texts = (field.kinds.get('text') ?? 0) - field.blanks;
  const all = (form: Form): boolean => texts > 0 && field.of(form) === texts;
  if (all('timestamp')) {
    if (!all('zoned')) notes.push('times without a time zone');
    return 'TIMESTAMP';
  }
  if (all('date')) return 'DATE';
  // only where a format has no other spelling of numbers: a text of digits may be an id
  if (!isText || isIdName(name)) return 'STRING';
  if (all('boolean')) return 'BOOLEAN';
  if (depth === 0 && all('money') && MONEY.test(snake(name))) return 'DECIMAL(18,2)';
  if (all('whole')) return 'BIGINT';
  return all('number') ? 'DOUBLE' : 'STRING';
}

function structType(
  field: FieldStatistics,
  isText: boolean,
  depth: number,
  notes: string[],
): { type: string; notes: string[] } {
  if (field.isMap)
    return { type: 'VARIANT', notes: ['an object with the names of data', ...notes] };
  const names = [...field.fields.keys()];
  const unspelt = names.filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (unspelt.length > 0) {
    notes.push(`names that a type cannot spell: ${unspelt.slice(0, 5).join(', ')}`);
    return { type: 'VARIANT', notes };
  }
  if (names.length === 0) return { type: 'VARIANT', notes: ['objects without a field', ...notes] };
  const parts = [...field.fields].map(
    ([name, part]) => `${name}: ${typeOf(part, name, isText, depth + 1).type}`,
  );
  return { type: `STRUCT<${parts.join(', ')}>`, notes };
}

function listType(
  field: FieldStatistics,
  name: string,
  isText: boolean,
  depth: number,
  notes: string[],
): { type: string; notes: string[] } {
  const { element } = field;
  if (element === undefined || element.kinds.size === 0) {
    return { type: 'ARRAY<STRING>', notes: ['lists without a value', ...notes] };
  }
  const inner = typeOf(element, name, isText, depth + 1);
  return { type: `ARRAY<${inner.type}>`, notes: [...inner.notes, ...notes] };
}

/** Candidates for personal data: by the values first, which know more than a name. */
function personalOf(name: string, field: FieldStatistics): ProposedField['personal'] {
  const values = innermost(field) ?? field;
  const texts = (values.kinds.get('text') ?? 0) - values.blanks;
  const share = (form: Form): number => (texts === 0 ? 0 : values.of(form) / texts);
  const spelt = snake(name);
  const isList = values !== field;
  if (share('email') >= 0.8) {
    return { mask: isList ? 'text' : 'email', reason: 'e-mail addresses' };
  }
  if (share('sentence') >= 0.2) return { mask: 'text', reason: 'free text' };
  if (share('containsEmail') > 0) {
    return { mask: 'text', reason: 'e-mail addresses in some texts' };
  }
  if (share('address') >= 0.8) return { mask: 'text', reason: 'network addresses' };
  for (const [pattern, mask, reason] of BY_NAME) {
    const isText = texts > 0 || values.kinds.has('whole') || values.kinds.size === 0;
    if (pattern.test(spelt) && isText) return { mask: isList ? 'text' : mask, reason };
  }
  const isTime = share('date') === 1 || share('timestamp') === 1;
  if (share('phone') >= 0.8 && !isTime && !isIdName(name) && share('number') < 1) {
    return { mask: 'text', reason: 'telephone numbers' };
  }
  if (PERSON.test(spelt) && (texts === 0 || share('capitalised') >= 0.5)) {
    return { mask: isList ? 'text' : 'name', reason: 'names of persons' };
  }
  return undefined;
}

/** The elements of a list, or of the lists in it; undefined for other fields. */
function innermost(field: FieldStatistics): FieldStatistics | undefined {
  let element = field.element;
  while (element?.element !== undefined) element = element.element;
  return element;
}

function listDepth(field: FieldStatistics): number {
  return field.element === undefined ? 0 : 1 + listDepth(field.element);
}

/** `callDate` as `call_date`. */
export function snake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

export const count = (value: number): string => value.toLocaleString('en-US');
