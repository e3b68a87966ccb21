import fc from 'fast-check';

import {
  countFireTimes,
  describeQuartz,
  fireTimes,
  javaTimeZone,
  nextFireTime,
  parseQuartz,
  QuartzError,
  schedule,
  scheduleProblems,
} from '../../quartz';
import { schedules } from './quartz-2.3.2.json';

interface Recorded {
  readonly expression: string;
  readonly timezone: string;
  readonly after: string;
  readonly next?: readonly string[];
  readonly refused?: string;
}

const NOW = new Date('2026-01-15T10:20:30Z');

/** Forms that Quartz accepts and reads otherwise than they are written, or that never fire. */
const STRICTER = new Set([
  '0 0 3 * * ? 2027 1',
  '0 0 3 * * ? * *',
  '0 0 12 1,15W * ?',
  '0 0 3 1-15W * ?',
  '0 0 3 ? * 8#2',
  '0 0 3, * * ?',
  '0 0 3,,4 * * ?',
  '0 0 3x * * ?',
  '0 0 3-5x * * ?',
  '0 0 3.5 * * ?',
  '0 0 0/0 * * ?',
  '0 0/0 * * * ?',
  '0 0 3 ? * MONDAY',
  '0 0 3 ? JANUARY MON',
  '0 0 3 ? * MON/2',
  '0 0 3 ? * MON-FRI/2',
  '0 0 3 ?1 * 2',
  '0 0 3 *5 * ?',
  '0 0 3 ? * *L',
  '0 0 3 ? * *#2',
  '0 0 3 5C * ?',
  '0 0 0 1 1 ? 1969',
  '0 0 0 1 1 ? 1900-1999',
]);

const accepted = (schedules as readonly Recorded[]).filter(
  ({ expression, next }) => next !== undefined && !STRICTER.has(expression),
);
const refused = (schedules as readonly Recorded[]).filter(
  ({ expression, next }) => next === undefined || STRICTER.has(expression),
);

describe('a Quartz schedule', () => {
  test.each(accepted)('$expression in $timezone after $after', ({ expression, ...recorded }) => {
    const { expression: parsed, zone } = schedule(expression, recorded.timezone);
    const times: string[] = [];
    for (const time of fireTimes(parsed, zone, new Date(recorded.after))) {
      times.push(new Date(time).toISOString().replace('.000Z', 'Z'));
      if (times.length === 4) break;
    }
    expect(times).toEqual(recorded.next);
  });

  test.each(refused)('$expression is refused', ({ expression }) => {
    expect(() => parseQuartz(expression)).toThrow(QuartzError);
  });

  test.each([
    [
      '0 0 25 * * ?',
      'not a Quartz cron expression, got 0 0 25 * * ? (hours: must be between 0 and 23, got 25. Accepted: 0-23, * / , -)',
    ],
    [
      '0 0 3 * * *',
      'not a Quartz cron expression, got 0 0 3 * * * (exactly one of days of month and days of week must be `?`, got * and *)',
    ],
    [
      '0 3 * * *',
      'not a Quartz cron expression, got 0 3 * * * (must have six fields, or seven with the year: ' +
        'seconds minutes hours day-of-month month day-of-week, such as 0 30 3 * * ?; got 5 fields)',
    ],
    ['0 0 0 30 2 ?', 'no fire time after now, got 0 0 0 30 2 ?'],
    ['0 0 0 1 1 ? 2020', 'no fire time after now, got 0 0 0 1 1 ? 2020'],
  ])('%s: the problem names field and form', (expression, problem) => {
    expect(scheduleProblems(expression, 'UTC', NOW)).toMatchObject([
      { part: 'expression', problem },
    ]);
  });

  test.each(['europe/berlin', 'Mars/Olympus', 'GMT+25', 'UTC+1', '+01:00', '', undefined])(
    'time zone %p is refused: Java would read it as GMT',
    (timezone) => {
      expect(scheduleProblems('0 0 3 * * ?', timezone, NOW).map(({ part }) => part)).toEqual([
        'timezone',
      ]);
    },
  );

  test.each([
    ['UTC', 0],
    ['GMT+1', 60],
    ['GMT-03:30', -210],
    ['GMT+0530', 330],
    ['Asia/Kolkata', 330],
    ['PST', -480],
    ['EST', -300],
  ])('time zone %s is %d minutes ahead in January', (id, minutes) => {
    expect(javaTimeZone(id)!.offsetAt(NOW.getTime()) / 60_000).toBe(minutes);
  });

  const field = (lowest: number, highest: number) => {
    const value = fc.integer({ min: lowest, max: highest });
    return fc.oneof(
      fc.constant('*'),
      value.map(String),
      fc.array(value, { minLength: 1, maxLength: 4 }).map((values) => values.join(',')),
      fc.tuple(value, value).map(([a, b]) => `${a}-${b}`),
      fc.tuple(value, fc.integer({ min: 1, max: 6 })).map(([a, step]) => `${a}/${step}`),
    );
  };

  test('its count of fire times is that of the times themselves, across clock changes', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
    );
    const starts = fc.integer({ min: 0, max: 365 * 24 }).map((hour) => hour * 3_600_000);
    fc.assert(
      fc.property(
        field(0, 59),
        field(0, 23),
        field(1, 7),
        zones,
        starts,
        (m, h, dow, id, start) => {
          const { expression, zone } = schedule(`0 ${m} ${h} ? * ${dow}`, id);
          const after = new Date(Date.UTC(2026, 0, 1) + start);
          const until = new Date(after.getTime() + 10 * 24 * 3_600_000);
          let counted = 0;
          let last = after.getTime();
          for (const time of fireTimes(expression, zone, after)) {
            if (time > until.getTime()) break;
            expect(time).toBeGreaterThan(last);
            last = time;
            counted += 1;
          }
          expect(countFireTimes(expression, zone, after, until)).toBe(counted);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('it fires every second for ever, in little time', () => {
    const { expression, zone } = schedule('* * * * * ?', 'Europe/Berlin');
    const month = [new Date('2026-03-01T00:00:00Z'), new Date('2026-04-01T00:00:00Z')] as const;
    expect(countFireTimes(expression, zone, ...month)).toBe(31 * 86_400);
    expect(nextFireTime(expression, zone, month[0])).toEqual(new Date('2026-03-01T00:00:01Z'));
  });

  test.each([
    ['0 0 3 * * ?', 'every day at 03:00'],
    ['0 15 * * * ?', 'every hour at minute 15'],
    ['0 0/15 * * * ?', 'every 15 minutes'],
    ['0 0 5 ? * SUN', 'every Sunday at 05:00'],
    ['0 30 8,17 ? * MON-FRI', 'every weekday at 08:30, 17:30'],
    ['0 0 6 1,15 * ?', 'on the 1st, 15th of the month at 06:00'],
    ['0 0 12 ? * 6#3', 'on the 3rd Friday of the month at 12:00'],
    ['0 0 12 ? * FRIL', 'on the last Friday of the month at 12:00'],
    ['0 0 12 LW * ?', '0 0 12 LW * ?'],
    ['0 0 3 * 6 ?', '0 0 3 * 6 ?'],
  ])('%s is described as: %s', (expression, words) => {
    expect(describeQuartz(parseQuartz(expression))).toBe(words);
  });
});
