/** The rules that a job's settings must keep. */
import { scheduleProblems } from '../../../../quartz';
import { invalidParameter } from '../../core/errors';
import type { Principals } from '../../core/identity/principals';
import type { Entity } from '../../core/state';

const TASK_KEY = /^[\w-]{1,100}$/;
const RUN_IF = [
  'ALL_SUCCESS',
  'ALL_DONE',
  'NONE_FAILED',
  'AT_LEAST_ONE_SUCCESS',
  'ALL_FAILED',
  'AT_LEAST_ONE_FAILED',
];

/** Settings with the defaults that Databricks fills in. */
export function completeSettings(settings: Entity): Entity {
  const complete: Entity = {
    name: 'Untitled',
    format: 'MULTI_TASK',
    max_concurrent_runs: 1,
    timeout_seconds: 0,
    email_notifications: {},
    webhook_notifications: {},
    ...settings,
  };
  if (Array.isArray(settings.tasks)) {
    complete.tasks = settings.tasks.map((task: Entity) => ({
      run_if: 'ALL_SUCCESS',
      timeout_seconds: 0,
      email_notifications: {},
      webhook_notifications: {},
      ...task,
      ...(task.notebook_task
        ? { notebook_task: { source: 'WORKSPACE', ...task.notebook_task } }
        : {}),
    }));
  }
  return complete;
}

const SCHEDULE_FIELDS = {
  expression: 'quartz_cron_expression',
  timezone: 'timezone_id',
} as const;

function checkSchedule(name: string, schedule: Entity): void {
  const { quartz_cron_expression: expression, timezone_id: timezone } = schedule;
  const [problem] = scheduleProblems(expression, timezone, new Date());
  if (!problem) return;
  const field = SCHEDULE_FIELDS[problem.part];
  throw invalidParameter(`\`schedule.${field}\` of job ${name}: ${problem.problem}`);
}

function checkTrigger(name: string, trigger: Entity): void {
  const url = trigger.file_arrival?.url;
  if (trigger.file_arrival && !/^(dbfs:)?\/Volumes\/[^/]+\/[^/]+\/[^/]+/.test(String(url))) {
    throw invalidParameter(
      `\`trigger.file_arrival.url\` of job ${name}: must be a folder of a volume (/Volumes/...), got ${url}`,
    );
  }
  const { interval, unit } = trigger.periodic ?? { interval: 1, unit: 'DAYS' };
  if (!(Number(interval) > 0) || !['HOURS', 'DAYS', 'WEEKS'].includes(unit)) {
    throw invalidParameter(
      `\`trigger.periodic\` of job ${name}: must be a number of HOURS, DAYS or WEEKS, got ${interval} ${unit}`,
    );
  }
}

function checkCycles(name: string, tasks: Entity[]): void {
  const dependencies = new Map<string, string[]>(
    tasks.map((task) => [task.task_key, (task.depends_on ?? []).map((d: Entity) => d.task_key)]),
  );
  const done = new Set<string>();
  const visit = (key: string, path: string[]): void => {
    if (path.includes(key)) {
      throw invalidParameter(
        `Tasks of job ${name} depend on each other: ${[...path, key].join(' -> ')}`,
      );
    }
    if (done.has(key)) return;
    for (const next of dependencies.get(key)!) visit(next, [...path, key]);
    done.add(key);
  };
  for (const key of dependencies.keys()) visit(key, []);
}

function checkTask(name: string, task: Entity, keys: Set<string>, clusterKeys: Set<string>): void {
  const key = task.task_key;
  const kinds = Object.keys(task).filter((field) => field.endsWith('_task'));
  if (kinds.length !== 1) {
    throw invalidParameter(
      `Task ${key} of job ${name}: must have exactly one kind of task, got ${kinds.join(', ') || 'none'}`,
    );
  }
  for (const { task_key: dependency } of task.depends_on ?? []) {
    if (!keys.has(dependency)) {
      throw invalidParameter(
        `Task ${key} of job ${name} depends on a task that is not there: ${dependency}`,
      );
    }
  }
  if (task.run_if !== undefined && !RUN_IF.includes(task.run_if)) {
    throw invalidParameter(
      `\`run_if\` of task ${key} of job ${name}: must be one of ${RUN_IF.join(', ')}, got ${task.run_if}`,
    );
  }
  if (task.job_cluster_key !== undefined && !clusterKeys.has(task.job_cluster_key)) {
    throw invalidParameter(
      `Task ${key} of job ${name} names a job cluster that is not there: ${task.job_cluster_key}`,
    );
  }
  const path = task.notebook_task?.notebook_path;
  if (task.notebook_task && task.notebook_task.source !== 'GIT' && !String(path).startsWith('/')) {
    throw invalidParameter(
      `\`notebook_path\` of task ${key} of job ${name}: must be absolute, got ${path}`,
    );
  }
}

/** Checks complete settings; throws the first rule that is broken. */
export function validateSettings(settings: Entity, principals: Principals): void {
  const { name, tasks = [], job_clusters: clusters = [] } = settings;
  if (!Array.isArray(tasks)) throw invalidParameter(`\`tasks\` of job ${name} must be a list`);
  const keys = new Set<string>();
  for (const { task_key: key } of tasks) {
    if (!TASK_KEY.test(String(key ?? ''))) {
      throw invalidParameter(
        `\`task_key\` of job ${name}: must be 1 to 100 letters, digits, - or _, got ${key}`,
      );
    }
    if (keys.has(key)) throw invalidParameter(`Job ${name} has two tasks of the key ${key}`);
    keys.add(key);
  }
  const clusterKeys = new Set<string>(clusters.map((cluster: Entity) => cluster.job_cluster_key));
  for (const task of tasks) checkTask(name, task, keys, clusterKeys);
  checkCycles(name, tasks);

  const ways = ['schedule', 'trigger', 'continuous'].filter((field) => settings[field]);
  if (ways.length > 1) {
    throw invalidParameter(
      `Job ${name}: must have at most one of schedule, trigger and continuous, got ${ways.join(', ')}`,
    );
  }
  if (settings.schedule) checkSchedule(name, settings.schedule);
  if (settings.trigger) checkTrigger(name, settings.trigger);
  const concurrent = settings.max_concurrent_runs;
  if (!Number.isInteger(concurrent) || concurrent < 0 || concurrent > 2000) {
    throw invalidParameter(
      `\`max_concurrent_runs\` of job ${name}: must be between 0 and 2000, got ${concurrent}`,
    );
  }
  const runAs = settings.run_as?.service_principal_name ?? settings.run_as?.user_name;
  if (settings.run_as && !principals.byName(String(runAs))) {
    throw invalidParameter(
      `\`run_as\` of job ${name}: must be a user or service principal of the workspace, got ${runAs}`,
    );
  }
}
