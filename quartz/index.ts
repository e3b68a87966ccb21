/**
 * Quartz cron expressions and Java time zones: the schedule of a Databricks job. Settings, the local
 * workspace and the cost report read schedules here alone.
 */
export { describeQuartz } from './describe';
export { parseQuartz, type QuartzExpression } from './expression';
export { QuartzError } from './fields';
export { countFireTimes, fireTimes, nextFireTime } from './fire-times';
export { schedule, scheduleProblems, type Schedule, type ScheduleProblem } from './schedule';
export { javaTimeZone, type TimeZone } from './time-zone';
