/** The rules that a job's settings must keep. */
import { scheduleProblems } from '../../../../quartz';
import { invalidParameter } from '../../core/errors';
import type { Principals } from '../../core/identity/principals';
import { isObject, type JsonObject, objectIn, objectsIn, shown } from '../../core/json';
import { CONDITION_OPERATORS } from './condition-task';
import type { JobSettings } from './job-settings';

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
export function completeSettings(settings: JsonObject): JsonObject {
  const complete = {
    name: 'Untitled',
    format: 'MULTI_TASK',
    max_concurrent_runs: 1,
    timeout_seconds: 0,
    email_notifications: {},
    webhook_notifications: {},
    ...settings,
  };
  if (!Array.isArray(settings.tasks)) return complete;
  return { ...complete, tasks: tasksOf(settings.tasks).map(completeTask) };
}

function completeTask(task: JsonObject): JsonObject {
  return {
    run_if: 'ALL_SUCCESS',
    timeout_seconds: 0,
    email_notifications: {},
    webhook_notifications: {},
    ...task,
    ...(task.notebook_task
      ? { notebook_task: { source: 'WORKSPACE', ...objectIn(task, 'notebook_task') } }
      : {}),
  };
}

/** Returns the tasks of a list; what is no object becomes a task without a key, which is refused. */
function tasksOf(list: readonly unknown[]): JsonObject[] {
  return list.map((task) => (isObject(task) ? task : {}));
}

const SCHEDULE_FIELDS = {
  expression: 'quartz_cron_expression',
  timezone: 'timezone_id',
} as const;

function checkSchedule(name: string, schedule: JsonObject): void {
  const { quartz_cron_expression: expression, timezone_id: timezone } = schedule;
  const [problem] = scheduleProblems(expression, timezone, new Date());
  if (!problem) return;
  const field = SCHEDULE_FIELDS[problem.part];
  throw invalidParameter(`\`schedule.${field}\` of job ${name}: ${problem.problem}`);
}

function checkTrigger(name: string, trigger: JsonObject): void {
  const { url } = objectIn(trigger, 'file_arrival');
  if (trigger.file_arrival && !/^(dbfs:)?\/Volumes\/[^/]+\/[^/]+\/[^/]+/.test(shown(url))) {
    throw invalidParameter(
      `\`trigger.file_arrival.url\` of job ${name}: must be a folder of a volume (/Volumes/...), got ${shown(url)}`,
    );
  }
  if (trigger.table_update) checkTableUpdate(name, objectIn(trigger, 'table_update'));
  if (!trigger.periodic) return;
  const { interval, unit } = objectIn(trigger, 'periodic');
  if (!(Number(interval) > 0) || !['HOURS', 'DAYS', 'WEEKS'].some((one) => one === unit)) {
    throw invalidParameter(
      `\`trigger.periodic\` of job ${name}: must be a number of HOURS, DAYS or WEEKS, got ${shown(interval)} ${shown(unit)}`,
    );
  }
}

const CONDITIONS = ['ANY_UPDATED', 'ALL_UPDATED'];

function checkTableUpdate(name: string, { table_names: tables, condition }: JsonObject): void {
  const named: unknown[] = Array.isArray(tables) ? tables : [];
  const wrong = named.find((table) => shown(table).split('.').length !== 3);
  if (named.length === 0 || wrong !== undefined) {
    throw invalidParameter(
      `\`trigger.table_update.table_names\` of job ${name}: must be full names of tables, got ${shown(wrong ?? tables)}`,
    );
  }
  if (condition !== undefined && !CONDITIONS.some((one) => one === condition)) {
    throw invalidParameter(
      `\`trigger.table_update.condition\` of job ${name}: must be one of ${CONDITIONS.join(', ')}, got ${shown(condition)}`,
    );
  }
}

function dependenciesIn(task: JsonObject): string[] {
  return objectsIn(task, 'depends_on').map((dependency) => shown(dependency.task_key));
}

function checkCycles(name: string, tasks: readonly JsonObject[]): void {
  const dependencies = new Map(tasks.map((task) => [shown(task.task_key), dependenciesIn(task)]));
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

function checkTask(
  name: string,
  task: JsonObject,
  keys: ReadonlySet<string>,
  clusterKeys: ReadonlySet<unknown>,
): void {
  const key = shown(task.task_key);
  const kinds = Object.keys(task).filter((field) => field.endsWith('_task'));
  if (kinds.length !== 1) {
    throw invalidParameter(
      `Task ${key} of job ${name}: must have exactly one kind of task, got ${kinds.join(', ') || 'none'}`,
    );
  }
  for (const dependency of dependenciesIn(task)) {
    if (!keys.has(dependency)) {
      throw invalidParameter(
        `Task ${key} of job ${name} depends on a task that is not there: ${dependency}`,
      );
    }
  }
  if (task.run_if !== undefined && !RUN_IF.some((one) => one === task.run_if)) {
    throw invalidParameter(
      `\`run_if\` of task ${key} of job ${name}: must be one of ${RUN_IF.join(', ')}, got ${shown(task.run_if)}`,
    );
  }
  if (task.job_cluster_key !== undefined && !clusterKeys.has(task.job_cluster_key)) {
    throw invalidParameter(
      `Task ${key} of job ${name} names a job cluster that is not there: ${shown(task.job_cluster_key)}`,
    );
  }
  const operator = shown(objectIn(task, 'condition_task').op);
  if (task.condition_task && !CONDITION_OPERATORS.includes(operator)) {
    throw invalidParameter(
      `\`op\` of task ${key} of job ${name}: must be one of ${CONDITION_OPERATORS.join(', ')}, got ${operator}`,
    );
  }
  const nested = task.for_each_task ? objectIn(objectIn(task, 'for_each_task'), 'task') : undefined;
  if (nested) checkNested(name, shown(key), nested);
  const { notebook_task: notebook } = nested ?? task;
  const { notebook_path: path, source } = objectIn(nested ?? task, 'notebook_task');
  if (notebook && source !== 'GIT' && !shown(path).startsWith('/')) {
    throw invalidParameter(
      `\`notebook_path\` of task ${key} of job ${name}: must be absolute, got ${shown(path)}`,
    );
  }
}

/** Checks the task that a for-each task runs: of one kind, which is not for-each. */
function checkNested(name: string, key: string, nested: JsonObject): void {
  const kinds = Object.keys(nested).filter((field) => field.endsWith('_task'));
  if (kinds.length === 1 && kinds[0] !== 'for_each_task' && nested.task_key) return;
  throw invalidParameter(
    `\`for_each_task\` of task ${key} of job ${name}: must have a task of one kind with a key, got ${kinds.join(', ') || 'none'}`,
  );
}

/** Checks complete settings; throws the first rule that is broken. */
export function validateSettings(
  settings: JsonObject,
  principals: Principals,
): asserts settings is JobSettings {
  const { tasks: given = [] } = settings;
  const name = shown(settings.name);
  if (!Array.isArray(given)) throw invalidParameter(`\`tasks\` of job ${name} must be a list`);
  const tasks = tasksOf(given);
  const keys = new Set<string>();
  for (const { task_key: key } of tasks) {
    if (typeof key !== 'string' || !TASK_KEY.test(key)) {
      throw invalidParameter(
        `\`task_key\` of job ${name}: must be 1 to 100 letters, digits, - or _, got ${shown(key)}`,
      );
    }
    if (keys.has(key)) throw invalidParameter(`Job ${name} has two tasks of the key ${key}`);
    keys.add(key);
  }
  const clusterKeys = new Set(
    objectsIn(settings, 'job_clusters').map((cluster) => cluster.job_cluster_key),
  );
  for (const task of tasks) checkTask(name, task, keys, clusterKeys);
  checkCycles(name, tasks);

  const ways = ['schedule', 'trigger', 'continuous'].filter((field) => settings[field]);
  if (ways.length > 1) {
    throw invalidParameter(
      `Job ${name}: must have at most one of schedule, trigger and continuous, got ${ways.join(', ')}`,
    );
  }
  if (settings.schedule) checkSchedule(name, objectIn(settings, 'schedule'));
  if (settings.trigger) checkTrigger(name, objectIn(settings, 'trigger'));
  const concurrent = settings.max_concurrent_runs;
  if (!Number.isInteger(concurrent) || Number(concurrent) < 0 || Number(concurrent) > 2000) {
    throw invalidParameter(
      `\`max_concurrent_runs\` of job ${name}: must be between 0 and 2000, got ${shown(concurrent)}`,
    );
  }
  const { service_principal_name: service, user_name: user } = objectIn(settings, 'run_as');
  const runAs = shown(service ?? user);
  if (settings.run_as && !principals.byName(runAs)) {
    throw invalidParameter(
      `\`run_as\` of job ${name}: must be a user or service principal of the workspace, got ${runAs}`,
    );
  }
}
