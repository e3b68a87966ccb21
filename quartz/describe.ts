import type { QuartzExpression } from './expression';
import { RANGES, WEEKDAYS } from './fields';

const two = (value: number): string => String(value).padStart(2, '0');
const ordinal = (n: number | 'last'): string =>
  n === 'last' ? 'last' : (['1st', '2nd', '3rd'][n - 1] ?? `${n}th`);
const WEEKDAY_NAMES: Readonly<Record<string, string>> = {
  SUN: 'Sunday',
  MON: 'Monday',
  TUE: 'Tuesday',
  WED: 'Wednesday',
  THU: 'Thursday',
  FRI: 'Friday',
  SAT: 'Saturday',
};
const weekday = (day: number): string => WEEKDAY_NAMES[WEEKDAYS[day - 1]!]!;

/** A schedule in words where it is a common one, else the expression: `every day at 03:00`. */
export function describeQuartz(expression: QuartzExpression): string {
  const when = times(expression);
  const days = dayNames(expression);
  const isEveryMonth = expression.months.length === 12;
  const { lowest, highest } = RANGES.years;
  const isEveryYear = expression.years.length === highest - lowest + 1;
  if (!when || !days || !isEveryMonth || !isEveryYear) return expression.text;
  return when.isWithinDay && days === 'every day' ? when.text : `${days} ${when.text}`;
}

function times({ hours, minutes, seconds }: QuartzExpression) {
  if (seconds.length !== 1 || seconds[0] !== 0) return undefined;
  if (hours.length === 24 && minutes.length === 1) {
    return { text: `every hour at minute ${minutes[0]}`, isWithinDay: true };
  }
  if (hours.length === 24 && minutes[0] === 0 && 60 % minutes.length === 0) {
    const step = 60 / minutes.length;
    if (minutes.every((minute, i) => minute === i * step)) {
      return { text: step === 1 ? 'every minute' : `every ${step} minutes`, isWithinDay: true };
    }
  }
  if (hours.length * minutes.length > 4) return undefined;
  const list = hours.flatMap((hour) => minutes.map((minute) => `${two(hour)}:${two(minute)}`));
  return { text: `at ${list.join(', ')}`, isWithinDay: false };
}

function dayNames({ days }: QuartzExpression): string | undefined {
  switch (days.kind) {
    case 'days of month':
      if (days.days.length === 31) return 'every day';
      return days.days.length > 4
        ? undefined
        : `on the ${days.days.map(ordinalDay).join(', ')} of the month`;
    case 'day of month':
      return undefined;
    case 'days of week':
      if (days.days.length === 7) return 'every day';
      if (days.days.join() === '2,3,4,5,6') return 'every weekday';
      return `every ${days.days.map(weekday).join(', ')}`;
    case 'day of week':
      return `on the ${ordinal(days.occurrence)} ${weekday(days.day)} of the month`;
  }
}

function ordinalDay(day: number): string {
  const isTeen = day >= 11 && day <= 13;
  return isTeen ? `${day}th` : `${day}${['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'}`;
}
