import { countFireTimes, schedule, scheduleProblems } from '../../quartz';
import { blocks } from '../../rules/compute';
import { type Body, Hidden, type Json, textOf } from '../../rules/plan-values';
import { HOURS_PER_MONTH } from './cost';
import { jobs } from './usage.json';

/** The number and the length of a job's runs in a month of 730 hours. */
export interface Runs {
  readonly perMonth: number;
  readonly minutesPerRun: number;
  /** The schedule, the trigger or the assumption that the number comes from. */
  readonly why: string;
  /** The part of the schedule that cannot be counted; then `perMonth` is 0. @default - none */
  readonly missing?: string;
}

interface JobUsage {
  readonly minutesPerRun: number;
  readonly eventRunsPerDay: number;
  readonly manualRunsPerMonth: number;
}

const DAYS_PER_MONTH = HOURS_PER_MONTH / 24;
const UNIT_DAYS: Readonly<Record<string, number>> = { HOURS: 1 / 24, DAYS: 1, WEEKS: 7 };
const DAY = 24 * 3_600_000;
/** A schedule is counted over the year that follows, so that no month is special. */
const DAYS_COUNTED = 365;
/** Start of that year where the plan has no time. */
const FIXED_START = new Date('2026-01-01T00:00:00Z');

/** The runs of a job, from its schedule or trigger, else from what is typical (usage.json). */
export function runsOf(job: Body, since: Date = FIXED_START): Runs {
  const usage = (jobs as Readonly<Record<string, JobUsage>>)[textOf(job.name)] ?? jobs.default;
  const { minutesPerRun } = usage;
  const runs = (perMonth: number, why: string): Runs => ({ perMonth, minutesPerRun, why });
  const uncounted = (missing: string): Runs => ({ ...runs(0, 'not counted'), missing });
  const unknown = ['schedule', 'trigger', 'continuous'].find((name) => job[name] instanceof Hidden);
  if (unknown !== undefined) return uncounted(`a count of runs (\`${unknown}\` is not known yet)`);
  const [fixed] = blocks(job.schedule);
  const [trigger] = blocks(job.trigger);
  const [continuous] = blocks(job.continuous);
  const started = [fixed, trigger, continuous].find((block) => block !== undefined);
  if (!started) return runs(usage.manualRunsPerMonth, 'started manually');
  if (started.pause_status === 'PAUSED') return runs(0, 'paused');
  if (continuous) {
    return { perMonth: 1, minutesPerRun: HOURS_PER_MONTH * 60, why: 'runs continuously' };
  }
  if (fixed) {
    const { quartz_cron_expression: cron, timezone_id: timezone } = fixed;
    const counted = scheduledRuns(cron, timezone ?? 'UTC', since);
    return typeof counted === 'string' ? uncounted(counted) : runs(counted, textOf(cron));
  }
  const [periodic] = blocks(trigger?.periodic);
  if (periodic) {
    const days = Number(periodic.interval) * (UNIT_DAYS[textOf(periodic.unit)] ?? NaN);
    if (!(days > 0)) return uncounted('a count of runs (the interval of `periodic` is no number)');
    return runs(
      DAYS_PER_MONTH / days,
      `every ${textOf(periodic.interval)} ${textOf(periodic.unit)}`,
    );
  }
  return runs(usage.eventRunsPerDay * DAYS_PER_MONTH, `${usage.eventRunsPerDay} events a day`);
}

/** The runs of a month by a schedule, or the reason why they cannot be counted. */
function scheduledRuns(
  cron: Json | undefined,
  timezone: Json | undefined,
  since: Date,
): number | string {
  if (cron instanceof Hidden || timezone instanceof Hidden) {
    return 'a count of runs (the schedule is not known yet)';
  }
  const [problem] = scheduleProblems(cron, timezone, since);
  if (problem?.neverFires) return 0;
  if (problem) return `a count of runs (${problem.part}: ${problem.problem})`;
  const { expression, zone } = schedule(cron as string, timezone as string);
  const until = new Date(since.getTime() + DAYS_COUNTED * DAY);
  return (countFireTimes(expression, zone, since, until) * DAYS_PER_MONTH) / DAYS_COUNTED;
}
