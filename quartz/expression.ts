import { FIELDS, fieldValue, listValues, QuartzError, refuseField } from './fields';

/** Days of a month, counted from its first day, or back from its last. */
export type DaysOfMonth =
  | { readonly kind: 'days of month'; readonly days: readonly number[] }
  | {
      readonly kind: 'day of month';
      /** The day, or `last`. */
      readonly day: number | 'last';
      /** Days before it. */
      readonly before: number;
      /** The nearest day from Monday to Friday within the month. */
      readonly isNearestWeekday: boolean;
    };

/** Days of a week, 1 being Sunday. */
export type DaysOfWeek =
  | { readonly kind: 'days of week'; readonly days: readonly number[] }
  | {
      readonly kind: 'day of week';
      readonly day: number;
      readonly occurrence: number | 'last';
    };

/** A Quartz cron expression, parsed. */
export interface QuartzExpression {
  readonly text: string;
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: DaysOfMonth | DaysOfWeek;
  readonly months: readonly number[];
  readonly years: readonly number[];
}

const FORM =
  'six fields, or seven with the year: seconds minutes hours day-of-month month day-of-week, such as 0 30 3 * * ?';

/**
 * Parses a cron expression by the rules of Quartz 2.3 (class org.quartz.CronExpression; the guide is
 * "Cron Trigger Tutorial"), which the jobs API of Databricks names for `quartz_cron_expression`.
 * Forms that Quartz accepts and then reads otherwise than they are written are refused, too: text
 * behind a value, `W` or `L` in a list, a step after a name, an eighth field.
 */
export function parseQuartz(text: string): QuartzExpression {
  const fields = text
    .toUpperCase()
    .split(/[ \t]+/)
    .filter((field) => field !== '');
  if (fields.length < 6 || fields.length > 7) {
    throw new QuartzError(`must have ${FORM}; got ${fields.length} fields`);
  }
  const [seconds, minutes, hours, daysOfMonth, months, daysOfWeek, years = '*'] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
    string?,
  ];
  for (const [index, field] of fields.entries()) {
    const name = FIELDS[index]!;
    if (field === '?' && name !== 'days of month' && name !== 'days of week') {
      refuseField(name, field, '`?` is for days of month and days of week');
    }
  }
  if ((daysOfMonth === '?') === (daysOfWeek === '?')) {
    throw new QuartzError(
      'exactly one of days of month and days of week must be `?`, ' +
        `got ${daysOfMonth} and ${daysOfWeek}`,
    );
  }
  return {
    text,
    seconds: listValues('seconds', seconds),
    minutes: listValues('minutes', minutes),
    hours: listValues('hours', hours),
    days: daysOfWeek === '?' ? monthDays(daysOfMonth) : weekDays(daysOfWeek),
    months: listValues('months', months),
    years: listValues('years', years),
  };
}

function monthDays(text: string): DaysOfMonth {
  const field = 'days of month';
  const last = /^L(?:-(\d+))?(W)?$/.exec(text);
  if (last) {
    const before = Number(last[1] ?? 0);
    if (before > 30) refuseField(field, text, 'at most 30 days before the last');
    return { kind: 'day of month', day: 'last', before, isNearestWeekday: last[2] === 'W' };
  }
  const nearest = /^(\d+)W$/.exec(text);
  if (nearest) {
    const day = fieldValue(field, nearest[1]!, text);
    return { kind: 'day of month', day, before: 0, isNearestWeekday: true };
  }
  if (/[LW]/.test(text)) {
    refuseField(field, text, '`L` and `W` must be the only day: L, L-3, LW or 15W');
  }
  return { kind: 'days of month', days: listValues(field, text) };
}

function weekDays(text: string): DaysOfWeek {
  const field = 'days of week';
  if (text === 'L') return { kind: 'days of week', days: [7] };
  const nth = /^([A-Z]{3}|\d+)(?:#(\d+)|L)$/.exec(text);
  if (nth) {
    const day = fieldValue(field, nth[1]!, text);
    const occurrence = nth[2] === undefined ? 'last' : Number(nth[2]);
    if (occurrence !== 'last' && (occurrence < 1 || occurrence > 5)) {
      refuseField(field, text, '`#` must be followed by 1 to 5');
    }
    return { kind: 'day of week', day, occurrence };
  }
  if (text.includes('#') || /\dL|L$|^L/.test(text)) {
    refuseField(field, text, '`L` and `#` must be on the only day: 6L, FRIL or 6#3');
  }
  return { kind: 'days of week', days: listValues(field, text) };
}
