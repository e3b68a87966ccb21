/** Dynamic value references: `{{job.run_id}}`, `{{tasks.land.values.files}}`. */
import { isObject } from '../../../../rules/json';
import { latestAttempt, type Run, type TaskRun } from './model';

/** A reference that can only be answered by a task that has not given the value. */
export class UnresolvedReference extends Error {}

const REFERENCE = /\{\{\s*([^{}]+?)\s*\}\}/g;

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** `iso_date` and its fellows, in UTC. */
function timeField(milliseconds: number, field: string): string | undefined {
  const time = new Date(milliseconds);
  const weekday = time.getUTCDay() === 0 ? 7 : time.getUTCDay();
  const fields: Record<string, string> = {
    iso_date: time.toISOString().slice(0, 10),
    iso_datetime: time.toISOString(),
    timestamp_ms: String(milliseconds),
    year: String(time.getUTCFullYear()),
    month: two(time.getUTCMonth() + 1),
    day: two(time.getUTCDate()),
    hour: two(time.getUTCHours()),
    minute: two(time.getUTCMinutes()),
    second: two(time.getUTCSeconds()),
    iso_weekday: String(weekday),
    is_weekday: String(weekday < 6),
  };
  return fields[field];
}

function taskReference(run: Run, taskKey: string, rest: string[]): string {
  const reference = `tasks.${taskKey}.${rest.join('.')}`;
  const attempt = latestAttempt(run, taskKey);
  if (!attempt) throw new UnresolvedReference(`{{${reference}}} names a task that has not run`);
  const [field, ...path] = rest;
  switch (field) {
    case 'values': {
      const key = path.join('.');
      if (!Object.hasOwn(attempt.values, key)) {
        throw new UnresolvedReference(
          `{{${reference}}} names a value that task ${taskKey} did not set`,
        );
      }
      const value = attempt.values[key];
      return typeof value === 'string' ? value : JSON.stringify(value);
    }
    case 'run_id':
      return String(attempt.run_id);
    case 'result_state':
      return (attempt.result ?? attempt.life_cycle).toLowerCase();
    case 'error_code':
      return attempt.error ? 'RUN_EXECUTION_ERROR' : '';
    case 'execution_count':
      return String(attempt.attempt_number + 1);
    default:
      throw new UnresolvedReference(`{{${reference}}} is not a reference that tasks have`);
  }
}

function jobReference(run: Run, rest: string[]): string | undefined {
  const [field, ...path] = rest;
  switch (field) {
    case 'id':
      return String(run.job_id);
    case 'name':
      return run.run_name;
    case 'run_id':
      return String(run.run_id);
    case 'repair_count':
      return String(run.repairs.length);
    case 'start_time':
      return timeField(run.start_time, path[0] ?? '');
    case 'parameters':
      return run.job_parameters.find((parameter) => parameter.name === path.join('.'))?.value;
    case 'trigger':
      if (path[0] === 'type') return run.trigger.toLowerCase();
      if (path.join('.') === 'file_arrival.location')
        return run.settings.trigger?.file_arrival?.url;
      return path[0] === 'time' ? timeField(run.start_time, path[1] ?? '') : undefined;
    default:
      return undefined;
  }
}

/** The element of an iteration, or a field of it. */
function inputReference(task: TaskRun | undefined, path: string[]): string | undefined {
  if (task?.iteration === undefined) return undefined;
  let value: unknown = task.input;
  for (const key of path) value = isObject(value) ? value[key] : undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The older form, without dots. */
function legacyReference(run: Run, task: TaskRun | undefined, name: string): string | undefined {
  switch (name) {
    case 'job_id':
      return String(run.job_id);
    case 'run_id':
      return String(task?.run_id ?? run.run_id);
    case 'parent_run_id':
      return String(run.run_id);
    case 'task_key':
      return task?.task_key;
    case 'start_date':
      return timeField(run.start_time, 'iso_date');
    case 'start_time':
      return String(run.start_time);
    default:
      return undefined;
  }
}

/** The parts of a reference; a name in brackets can have dots: `job.parameters.[a.b]`. */
function partsOf(reference: string): string[] {
  return [...reference.matchAll(/\[([^\]]+)\]|[^.[\]]+/g)].map(([whole, name]) => name ?? whole);
}

function resolve(run: Run, task: TaskRun | undefined, reference: string): string | undefined {
  const [root, ...rest] = partsOf(reference);
  switch (root) {
    case 'job':
      return jobReference(run, rest);
    case 'task': {
      const field = rest[0];
      if (field === 'name') return task?.task_key;
      if (field === 'run_id') return task && String(task.run_id);
      if (field === 'execution_count') return task && String(task.attempt_number + 1);
      return field === 'notebook_path' ? task?.settings.notebook_task?.notebook_path : undefined;
    }
    case 'input':
      return inputReference(task, rest);
    case 'tasks':
      return taskReference(run, rest[0] ?? '', rest.slice(1));
    default:
      return rest.length === 0 ? legacyReference(run, task, reference) : undefined;
  }
}

/** `text` with its references replaced; references that Databricks does not have stay. */
export function resolveReferences(text: string, run: Run, task?: TaskRun): string {
  return text.replace(
    REFERENCE,
    (whole, reference: string) => resolve(run, task, reference) ?? whole,
  );
}
