import { ids } from './java-time-zones.json';

const JAVA_IDS = new Set<string>(ids);
/** A custom id of java.util.TimeZone: `GMT+1`, `GMT-03:30`, `GMT+0530`. */
const CUSTOM_ID = /^GMT([+-])(\d{1,2})(?::?([0-5]\d))?$/;
const MINUTE = 60_000;
/** Offsets change at full quarters of an hour only. */
const QUARTER = 15 * MINUTE;
const MOST_REMEMBERED = 10_000;

/** A time zone, with its offset from UTC. */
export interface TimeZone {
  readonly id: string;
  /** The zone has one offset at all times. */
  readonly isFixed: boolean;
  /** The offset at an instant (milliseconds since 1970), in milliseconds. */
  offsetAt(instant: number): number;
}

/**
 * The time zone of a Java id, which the jobs API of Databricks takes for `timezone_id`: as
 * java.util.TimeZone documents it, a name of its list, case and all, or `GMT+hh:mm`. Undefined for
 * any other text, which Java would read as GMT without an error.
 */
export function javaTimeZone(id: string): TimeZone | undefined {
  const custom = CUSTOM_ID.exec(id);
  if (custom) {
    const [, sign, hours, minutes = '0'] = custom;
    if (Number(hours) > 23) return undefined;
    const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE * (sign === '-' ? -1 : 1);
    return { id, isFixed: true, offsetAt: () => offset };
  }
  return JAVA_IDS.has(id) ? regionZone(id) : undefined;
}

function regionZone(id: string): TimeZone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: id,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const computed = (instant: number): number => {
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value);
    const { year, month, day, hour, minute, second } = parts as Record<string, number>;
    return Date.UTC(year!, month! - 1, day, hour, minute, second) - instant;
  };
  const offsets = new Map<number, number>();
  const offsetAt = (instant: number): number => {
    const quarter = Math.floor(instant / QUARTER) * QUARTER;
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    if (offsets.size >= MOST_REMEMBERED) offsets.clear();
    const offset = computed(quarter);
    offsets.set(quarter, offset);
    return offset;
  };
  return { id, isFixed: false, offsetAt };
}
