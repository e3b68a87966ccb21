/** Jobs API: runs, in versions 2.0 to 2.2 alike. */
import { open } from 'node:fs/promises';

import { invalidParameter } from '../../core/errors';
import { type JsonObject, shown, textIn, textsIn } from '../../core/json';
import { type Call, isTrue, type Routes } from '../../core/routes';
import { Engine } from './engine';
import { isFinal, type Run, type TaskRun } from './model';
import { jobsPage, RUN_LIMITS } from './paging';
import { repairKeys } from './repair';
import { submit } from './submit';
import { onlyTask, runType, runView, taskView } from './views';

const JOBS = '/api/{2.0,2.1,2.2}/jobs';

/** Longest log in a response; a longer one is cut at its beginning. */
const LOG_LIMIT_BYTES = 5 * 1024 * 1024;

const PARAMETER_FIELDS = ['job_parameters', 'notebook_params', 'sql_params'];

function requiredId(call: Call, field: string): number {
  const id = call.query[field] ?? call.body[field];
  if (id === undefined) throw invalidParameter(`Missing required field: ${field}`);
  return Number(id);
}

function runNow(call: Call): JsonObject {
  const { ws, body, principal } = call;
  const job = ws.get(Engine).job(requiredId(call, 'job_id'));
  const parameters: JsonObject = Object.fromEntries(
    PARAMETER_FIELDS.filter((field) => body[field] !== undefined).map((field) => [
      field,
      body[field],
    ]),
  );
  const run = ws.get(Engine).trigger(job, {
    trigger: 'ONE_TIME',
    creator: principal.name,
    parameters,
    idempotencyToken: textIn(body, 'idempotency_token'),
  });
  return { run_id: run.run_id, number_in_job: run.number_in_job };
}

function get(call: Call): JsonObject {
  const { ws } = call;
  const id = requiredId(call, 'run_id');
  const ofTask = ws.get(Engine).runs.findTask(id);
  if (ofTask) {
    const { run, task } = ofTask;
    return {
      ...runView(ws.host, run, false),
      ...taskView(ws.host, run, task),
      job_run_id: run.run_id,
      ...(task.iterations
        ? { iterations: task.iterations.map((one) => taskView(ws.host, run, one)) }
        : {}),
    };
  }
  return runView(ws.host, ws.get(Engine).run(id));
}

async function logOf(path: string): Promise<JsonObject> {
  let file;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { logs: '', logs_truncated: false };
    throw error;
  }
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - LOG_LIMIT_BYTES);
    const buffer = Buffer.alloc(size - start);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    return { logs: buffer.subarray(0, bytesRead).toString('utf8'), logs_truncated: start > 0 };
  } finally {
    await file.close();
  }
}

function taskOf(call: Call, id: number): { run: Run; task: TaskRun } {
  const found = call.ws.get(Engine).runs.findTask(id);
  if (found) return found;
  const run = call.ws.get(Engine).run(id);
  const task = onlyTask(run);
  if (!task) {
    throw invalidParameter(
      'Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of each individual task run instead.',
    );
  }
  return { run, task };
}

async function getOutput(call: Call): Promise<JsonObject> {
  const { ws } = call;
  const { run, task } = taskOf(call, requiredId(call, 'run_id'));
  const { notebook_output: notebook, sql_output: sql, alert_output: alert } = task;
  const { error, error_trace: trace } = task;
  return {
    metadata: { ...runView(ws.host, run, false), ...taskView(ws.host, run, task) },
    ...(notebook
      ? {
          notebook_output: {
            ...(notebook.result === null ? {} : notebook),
            truncated: notebook.truncated,
          },
        }
      : {}),
    ...(sql
      ? {
          sql_output: {
            query_output: { warehouse_id: task.settings.sql_task?.warehouse_id, ...sql },
          },
        }
      : {}),
    ...(alert
      ? {
          sql_output: {
            alert_output: { warehouse_id: task.settings.sql_task?.warehouse_id, ...alert },
          },
        }
      : {}),
    ...(task.child_run_id ? { run_job_output: { run_id: task.child_run_id } } : {}),
    ...(error ? { error } : {}),
    ...(trace ? { error_trace: trace } : {}),
    ...(await logOf(ws.get(Engine).runs.logPath(run.run_id, task))),
  };
}

function list(call: Call): JsonObject {
  const { ws, query } = call;
  const from = Number(query.start_time_from ?? 0);
  const to = Number(query.start_time_to ?? Infinity);
  const found = ws
    .get(Engine)
    .runs.list()
    .filter(
      (run) =>
        (query.job_id === undefined || run.job_id === Number(query.job_id)) &&
        (query.run_type === undefined || runType(run) === query.run_type) &&
        (!isTrue(query.active_only) || !isFinal(run)) &&
        (!isTrue(query.completed_only) || isFinal(run)) &&
        run.start_time >= from &&
        run.start_time <= to,
    );
  const { items, paging } = jobsPage(call, found, RUN_LIMITS);
  const runs = items.map((run) => runView(ws.host, run, isTrue(query.expand_tasks)));
  return { ...(runs.length > 0 ? { runs } : {}), ...paging };
}

async function cancelAll(call: Call): Promise<JsonObject> {
  const { ws } = call;
  const job = ws.get(Engine).job(requiredId(call, 'job_id'));
  await Promise.all(
    ws
      .get(Engine)
      .runs.activeOf(job.job_id)
      .map((run) => ws.get(Engine).cancel(run)),
  );
  return {};
}

function repair(call: Call): JsonObject {
  const { ws, body } = call;
  const run = ws.get(Engine).run(requiredId(call, 'run_id'));
  const latest = run.repairs.at(-1)?.id;
  if (
    latest !== undefined &&
    body.latest_repair_id !== undefined &&
    body.latest_repair_id !== latest
  ) {
    throw invalidParameter(
      `\`latest_repair_id\` of run ${run.run_id}: must be ${latest}, got ${shown(body.latest_repair_id)}`,
    );
  }
  const keys = repairKeys(
    run,
    textsIn(body, 'rerun_tasks'),
    isTrue(body.rerun_all_failed_tasks),
    isTrue(body.rerun_dependent_tasks),
  );
  return { repair_id: ws.get(Engine).repair(run, keys) };
}

export const runRoutes: Routes = {
  [`POST ${JOBS}/run-now`]: runNow,
  [`POST ${JOBS}/runs/submit`]: submit,
  [`GET ${JOBS}/runs/get`]: get,
  [`GET ${JOBS}/runs/get-output`]: getOutput,
  [`GET ${JOBS}/runs/list`]: list,
  [`POST ${JOBS}/runs/cancel`]: async (call) => {
    await call.ws.get(Engine).cancel(call.ws.get(Engine).run(requiredId(call, 'run_id')));
    return {};
  },
  [`POST ${JOBS}/runs/cancel-all`]: cancelAll,
  [`POST ${JOBS}/runs/repair`]: repair,
  [`POST ${JOBS}/runs/delete`]: (call) => {
    const { ws } = call;
    const run = ws.get(Engine).run(requiredId(call, 'run_id'));
    if (!isFinal(run))
      throw invalidParameter(`Run ${run.run_id} is still under way and cannot be deleted.`);
    ws.get(Engine).runs.remove(run);
    return {};
  },
};
