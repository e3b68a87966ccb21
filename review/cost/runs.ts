import { Cron } from 'croner';

import type { Body } from '../plan/hidden';
import { blocks } from '../compute';
import { HOURS_PER_MONTH } from './cost';
import { jobs } from './usage.json';

/** How often a job runs in a month of 730 hours, and for how long. */
export interface Runs {
  readonly perMonth: number;
  readonly minutesPerRun: number;
  /** What says so. */
  readonly why: string;
}

interface JobUsage {
  readonly minutesPerRun: number;
  readonly eventRunsPerDay: number;
  readonly manualRunsPerMonth: number;
}

const DAYS_PER_MONTH = HOURS_PER_MONTH / 24;
const UNIT_DAYS: Readonly<Record<string, number>> = { HOURS: 1 / 24, DAYS: 1, WEEKS: 7 };
/** Where the month begins that a schedule is counted in: what day it is today must not matter. */
const MONTH = new Date('2026-01-01T00:00:00Z');
/** Of a schedule that fires more often the rest of the month is extrapolated. */
const MOST_RUNS = 2_000;

/** The runs of a job, from its schedule or trigger, else from what is typical (usage.json). */
export function runsOf(job: Body): Runs {
  const usage = (jobs as Readonly<Record<string, JobUsage>>)[String(job.name)] ?? jobs.default;
  const { minutesPerRun } = usage;
  const runs = (perMonth: number, why: string): Runs => ({ perMonth, minutesPerRun, why });
  const [schedule] = blocks(job.schedule);
  const [trigger] = blocks(job.trigger);
  const [continuous] = blocks(job.continuous);
  const started = [schedule, trigger, continuous].find((block) => block !== undefined);
  if (!started) return runs(usage.manualRunsPerMonth, 'started by hand');
  if (started.pause_status === 'PAUSED') return runs(0, 'paused');
  if (continuous) {
    return { perMonth: 1, minutesPerRun: HOURS_PER_MONTH * 60, why: 'always runs' };
  }
  if (schedule) {
    const { quartz_cron_expression: cron, timezone_id: timezone } = schedule;
    return runs(scheduledRuns(String(cron), String(timezone)), String(cron));
  }
  const [periodic] = blocks(trigger?.periodic);
  if (periodic) {
    const days = Number(periodic.interval) * (UNIT_DAYS[String(periodic.unit)] ?? NaN);
    return runs(
      DAYS_PER_MONTH / days,
      `every ${String(periodic.interval)} ${String(periodic.unit)}`,
    );
  }
  return runs(usage.eventRunsPerDay * DAYS_PER_MONTH, `${usage.eventRunsPerDay} events a day`);
}

function scheduledRuns(expression: string, timezone: string): number {
  const cron = new Cron(expression, { timezone, alternativeWeekdays: true, paused: true });
  const runs = cron.nextRuns(MOST_RUNS, new Date(MONTH.getTime() - 1000));
  const end = MONTH.getTime() + HOURS_PER_MONTH * 3_600_000;
  const within = runs.filter((run) => run.getTime() < end);
  const last = within.at(-1);
  if (within.length < MOST_RUNS || !last) return within.length;
  return within.length * ((end - MONTH.getTime()) / (last.getTime() - MONTH.getTime()));
}
