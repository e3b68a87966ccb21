/** The names of the fields of a Quartz expression, in order. */
export const FIELDS = [
  'seconds',
  'minutes',
  'hours',
  'days of month',
  'months',
  'days of week',
  'years',
] as const;
export type FieldName = (typeof FIELDS)[number];

/** The values of a field, and the form that an error message names. */
export interface FieldRange {
  readonly lowest: number;
  readonly highest: number;
  /** Names of the values, from `lowest` on. */
  readonly names: readonly string[];
  /** The values and characters that the field accepts. */
  readonly form: string;
}

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
export const WEEKDAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');

const range = (
  lowest: number,
  highest: number,
  form: string,
  names: string[] = [],
): FieldRange => ({ lowest, highest, names, form: `${lowest}-${highest}${form}` });
const LIST = ', * / , -';

export const RANGES: Readonly<Record<FieldName, FieldRange>> = {
  seconds: range(0, 59, LIST),
  minutes: range(0, 59, LIST),
  hours: range(0, 23, LIST),
  'days of month': range(1, 31, `${LIST} ? L W`),
  months: range(1, 12, ` or JAN-DEC${LIST}`, MONTHS),
  'days of week': range(1, 7, ` or SUN-SAT${LIST} ? L #`, WEEKDAYS),
  years: range(1970, 2099, LIST),
};

/** A Quartz expression that is refused. */
export class QuartzError extends Error {}

export function refuseField(field: FieldName, text: string, problem: string): never {
  throw new QuartzError(
    `${field}: ${problem}, got ${text || '""'}. Accepted: ${RANGES[field].form}`,
  );
}

/** The number that `text` writes, or names, in the field's range. */
export function fieldValue(field: FieldName, text: string, whole: string): number {
  const { lowest, highest, names } = RANGES[field];
  const named = names.indexOf(text);
  if (named >= 0) return lowest + named;
  if (!/^\d+$/.test(text)) refuseField(field, whole, 'not a value of this field');
  const value = Number(text);
  if (value < lowest || value > highest) {
    refuseField(field, whole, `must be between ${lowest} and ${highest}`);
  }
  return value;
}

/** The step after `/`. Quartz accepts no step that is larger than the field has values. */
function stepOf(field: FieldName, text: string, whole: string): number {
  if (!/^\d+$/.test(text)) refuseField(field, whole, '`/` must be followed by a number');
  const { lowest, highest } = RANGES[field];
  const most = field === 'years' ? highest - lowest : lowest === 0 ? highest : highest - lowest + 1;
  const step = Number(text);
  if (step < 1 || step > most) refuseField(field, whole, `the step must be 1 to ${most}`);
  return step;
}

/** The values of one item of a list: `*`, `5`, `8-18`, `0/15`, `8-18/2`, `FRI-MON`. */
function itemValues(field: FieldName, item: string): number[] {
  const { lowest, highest } = RANGES[field];
  const [span = '', stepText, ...moreSteps] = item.split('/');
  const [startText = '', endText, ...moreEnds] = span.split('-');
  if (moreSteps.length + moreEnds.length > 0) refuseField(field, item, 'not a range with a step');
  const isNamed = RANGES[field].names.includes(startText);
  // Quartz drops the step of a named day or month without an error (CronExpression, storeExpressionVals)
  if (stepText !== undefined && isNamed) {
    refuseField(field, item, 'a step needs a number before the `/`, no name');
  }
  const step = stepText === undefined ? 1 : stepOf(field, stepText, item);
  const isAll = span === '*' || (span === '' && stepText !== undefined);
  const start = isAll ? lowest : fieldValue(field, startText, item);
  const isOpen = isAll || (endText === undefined && stepText !== undefined);
  const end = isOpen ? highest : endText === undefined ? start : fieldValue(field, endText, item);
  if (end >= start) {
    return Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step);
  }
  if (field === 'years') refuseField(field, item, 'the first year must not be after the last');
  // 22-2 passes midnight, FRI-MON the week's end
  const count = highest - lowest + 1;
  const values: number[] = [];
  for (let value = start; value <= end + count; value += step) {
    values.push(((value - lowest) % count) + lowest);
  }
  return values;
}

/** The values of a field without `?`, `L`, `W` and `#`, in order. */
export function listValues(field: FieldName, text: string): readonly number[] {
  const values = text.split(',').flatMap((item) => itemValues(field, item));
  return [...new Set(values)].sort((a, b) => a - b);
}
