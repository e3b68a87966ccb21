import { parseQuartz, type QuartzExpression } from './expression';
import { QuartzError } from './fields';
import { nextFireTime } from './fire-times';
import { javaTimeZone, type TimeZone } from './time-zone';

/** A problem of a schedule, and the part that has it. */
export interface ScheduleProblem {
  readonly part: 'expression' | 'timezone';
  /** The problem, the value and the accepted form: the text after the subject of an error. */
  readonly problem: string;
  /** True if the schedule is valid and has no fire time left. @default - the schedule is not valid */
  readonly neverFires?: true;
}

export interface Schedule {
  readonly expression: QuartzExpression;
  readonly zone: TimeZone;
}

const ZONE_FORM = 'not a Java time zone id such as UTC, Europe/Berlin or GMT+01:00 (case counts)';

/**
 * All problems of a cron expression and a time zone, by Quartz's rules. A schedule with no fire time
 * after `now` is one: Quartz's scheduler refuses a trigger that never fires.
 */
export function scheduleProblems(
  expression: unknown,
  timezone: unknown,
  now: Date,
): ScheduleProblem[] {
  const problems: ScheduleProblem[] = [];
  let parsed: QuartzExpression | undefined;
  if (typeof expression !== 'string') {
    problems.push({
      part: 'expression',
      problem: 'not a Quartz cron expression, got nothing',
    });
  } else {
    try {
      parsed = parseQuartz(expression);
    } catch (error) {
      if (!(error instanceof QuartzError)) throw error;
      const problem = `not a Quartz cron expression, got ${expression} (${error.message})`;
      problems.push({ part: 'expression', problem });
    }
  }
  const zone = typeof timezone === 'string' ? javaTimeZone(timezone) : undefined;
  if (!zone) {
    const got = typeof timezone === 'string' && timezone !== '' ? timezone : 'nothing';
    problems.push({ part: 'timezone', problem: `${ZONE_FORM}, got ${got}` });
  }
  if (parsed && zone && !nextFireTime(parsed, zone, now)) {
    const problem = `no fire time after now, got ${String(expression)}`;
    problems.push({ part: 'expression', problem, neverFires: true });
  }
  return problems;
}

/** A schedule without problems. */
export function schedule(expression: string, timezone: string): Schedule {
  const zone = javaTimeZone(timezone);
  if (!zone) throw new QuartzError(`time zone: ${ZONE_FORM}, got ${timezone}`);
  return { expression: parseQuartz(expression), zone };
}
