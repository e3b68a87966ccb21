import type { QuartzExpression } from './expression';

/** The day of the week, Sunday being 1. */
const weekdayOf = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

const lengthOf = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Monday to Friday: the day, else the nearest of its month. */
function nearestWeekday(year: number, month: number, day: number): number {
  switch (weekdayOf(year, month, day)) {
    case 7:
      return day === 1 ? day + 2 : day - 1;
    case 1:
      return day === lengthOf(year, month) ? day - 2 : day + 1;
    default:
      return day;
  }
}

/** The days of a month on which the expression fires. */
export function daysIn({ days }: QuartzExpression, year: number, month: number): number[] {
  const length = lengthOf(year, month);
  const all = Array.from({ length }, (_, i) => i + 1);
  switch (days.kind) {
    case 'days of month':
      return days.days.filter((day) => day <= length);
    case 'day of month': {
      const day = (days.day === 'last' ? length : days.day) - days.before;
      if (day < 1 || day > length) return [];
      return [days.isNearestWeekday ? nearestWeekday(year, month, day) : day];
    }
    case 'days of week':
      return all.filter((day) => days.days.includes(weekdayOf(year, month, day)));
    case 'day of week': {
      const found = all.filter((day) => weekdayOf(year, month, day) === days.day);
      const day = days.occurrence === 'last' ? found.at(-1) : found[days.occurrence - 1];
      return day === undefined ? [] : [day];
    }
  }
}
