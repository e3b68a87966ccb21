import { daysIn } from './days';
import type { QuartzExpression } from './expression';
import type { TimeZone } from './time-zone';

const SECOND = 1000;
const DAY = 24 * 3600 * SECOND;

/**
 * The instant of a local time. A time that the clock passes twice is the later one; a time that the
 * clock skips does not exist. Quartz does the same (CronExpression.getTimeAfter).
 */
function instantOf(zone: TimeZone, local: number): number | undefined {
  const later = local - Math.min(zone.offsetAt(local - DAY), zone.offsetAt(local + DAY));
  const earlier = local - Math.max(zone.offsetAt(local - DAY), zone.offsetAt(local + DAY));
  return [later, earlier].find((instant) => instant + zone.offsetAt(instant) === local);
}

/** Local days on which the expression fires, from the day of `local` on, as midnight in UTC. */
function* fireDays(expression: QuartzExpression, local: number): Generator<number> {
  const start = new Date(local);
  const [firstYear, firstMonth] = [start.getUTCFullYear(), start.getUTCMonth() + 1];
  for (const year of expression.years) {
    for (const month of expression.months) {
      if (year < firstYear || (year === firstYear && month < firstMonth)) continue;
      for (const day of daysIn(expression, year, month)) {
        const midnight = Date.UTC(year, month - 1, day);
        if (midnight + DAY > local) yield midnight;
      }
    }
  }
}

/** A check: the offset of the zone changes within a local day, or close to it. */
const hasChange = (zone: TimeZone, midnight: number): boolean =>
  !zone.isFixed && zone.offsetAt(midnight - DAY) !== zone.offsetAt(midnight + 2 * DAY);

/** The instants at which the expression fires after `after`, in order, in milliseconds. */
export function* fireTimes(
  expression: QuartzExpression,
  zone: TimeZone,
  after: Date,
): Generator<number, undefined> {
  const { hours, minutes, seconds } = expression;
  const since = after.getTime();
  for (const midnight of fireDays(expression, since + zone.offsetAt(since) - DAY)) {
    const offset = hasChange(zone, midnight) ? undefined : zone.offsetAt(midnight);
    for (const hour of hours) {
      for (const minute of minutes) {
        for (const second of seconds) {
          const local = midnight + ((hour * 60 + minute) * 60 + second) * SECOND;
          const instant = offset === undefined ? instantOf(zone, local) : local - offset;
          if (instant !== undefined && instant > since) yield instant;
        }
      }
    }
  }
}

/** The first instant after `after` at which the expression fires; undefined: it never does. */
export function nextFireTime(
  expression: QuartzExpression,
  zone: TimeZone,
  after: Date,
): Date | undefined {
  const { value } = fireTimes(expression, zone, after).next();
  return value === undefined ? undefined : new Date(value);
}

/** The number of times that the expression fires after `after`, up to and with `until`. */
export function countFireTimes(
  expression: QuartzExpression,
  zone: TimeZone,
  after: Date,
  until: Date,
): number {
  const { hours, minutes, seconds } = expression;
  const [since, end] = [after.getTime(), until.getTime()];
  const perDay = hours.length * minutes.length * seconds.length;
  let count = 0;
  for (const midnight of fireDays(expression, since + zone.offsetAt(since) - DAY)) {
    if (midnight - DAY > end) break;
    const start = midnight - zone.offsetAt(midnight);
    if (start > since && start + DAY <= end && !hasChange(zone, midnight)) {
      count += perDay;
      continue;
    }
    const dayBefore = new Date(Math.max(since, midnight - 2 * DAY));
    for (const instant of fireTimes(onDay(expression, midnight), zone, dayBefore)) {
      if (instant > end) break;
      count += 1;
    }
  }
  return count;
}

/** The same times, on one day. */
function onDay(expression: QuartzExpression, midnight: number): QuartzExpression {
  const date = new Date(midnight);
  return {
    ...expression,
    days: { kind: 'days of month', days: [date.getUTCDate()] },
    months: [date.getUTCMonth() + 1],
    years: [date.getUTCFullYear()],
  };
}
