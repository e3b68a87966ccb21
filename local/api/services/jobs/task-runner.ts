/** One attempt of one task on the Spark process. */
import { appendFileSync } from 'node:fs';

import { ClusterError } from '../../core/cluster/cluster';
import type { Workspace } from '../../core/workspace';
import { StatementGate } from '../unity-catalog/access/statement-gate';
import { TableDescriptions } from '../unity-catalog/table-descriptions';
import { actorOf } from './audit-runs';
import { isServerless, PYTHON_TASKS } from './compute';
import { runCondition } from './condition-task';
import { runDashboardTask } from './dashboard-task';
import { runForEach } from './for-each-task';
import type { NotebookTask } from './job-settings';
import { isFinal, latestAttempt, type Run, type TaskRun } from './model';
import { runPipelineTask } from './pipeline-task';
import { librariesOf, programOf, scriptOf, type Source, wheelEntryOf } from './python-task';
import { runOtherJob } from './run-job-task';
import type { RunStore } from './run-store';
import { runSqlTask } from './sql-task';
import {
  asStrings,
  parametersOf,
  principalOf,
  sourceOf,
  TaskConfigurationError,
} from './task-settings';
import { FREE_TASKS, TaskSlots } from './task-slots';

/** The Spark configuration of the task's cluster. */
function sparkConfOf(run: Run, task: TaskRun): Record<string, string> {
  const key = task.settings.job_cluster_key;
  const shared = (run.settings.job_clusters ?? []).find(({ job_cluster_key: of }) => of === key);
  const cluster =
    task.settings.new_cluster ?? (key === undefined ? undefined : shared?.new_cluster);
  return asStrings(cluster?.spark_conf);
}

/** Values that tasks of the run have set so far. */
function taskValuesOf(run: Run): Record<string, Record<string, unknown>> {
  const keys = new Set(run.tasks.map((task) => task.task_key));
  return Object.fromEntries([...keys].map((key) => [key, latestAttempt(run, key)!.values]));
}

/** Runs a notebook, or a program, in a Python process with a session of Spark. */
async function runPython(
  ws: Workspace,
  store: RunStore,
  run: Run,
  task: TaskRun,
  source: Source,
): Promise<void> {
  const result = await ws.cluster.call('run_notebook', {
    task_run_id: String(task.run_id),
    ...source,
    parameters: task.parameters ?? {},
    task_values: taskValuesOf(run),
    context: {
      job_id: run.job_id,
      run_id: run.run_id,
      task_key: task.task_key,
      job_name: run.run_name,
    },
    principal: principalOf(ws, run),
    spark_conf: sparkConfOf(run, task),
    serverless: isServerless(task.settings),
    log_path: store.logPath(run.run_id, task),
  });
  task.values = result.task_values;
  if (source.program?.entry_point || task.settings.spark_python_task) return;
  task.notebook_output = { result: result.notebook_output, truncated: result.truncated };
}

async function runNotebook(
  ws: Workspace,
  store: RunStore,
  run: Run,
  task: TaskRun,
  { notebook_path: path, base_parameters: own }: NotebookTask,
): Promise<void> {
  task.parameters = parametersOf(run, task, own, 'notebook_params');
  const libraries = librariesOf(ws, run, task);
  const hasAny = libraries.wheels.length + libraries.requirements.length > 0;
  return runPython(ws, store, run, task, {
    source_path: sourceOf(ws, run, 'NOTEBOOK', path),
    notebook_path: path,
    ...(hasAny ? { program: programOf(store, run, task, libraries) } : {}),
  });
}

const ON_CLUSTER = [...PYTHON_TASKS, 'sql_task', 'pipeline_task', 'dashboard_task'];
const KINDS = [...ON_CLUSTER, 'condition_task', 'run_job_task', 'for_each_task'];

/** Returns true for an attempt that the Spark process runs. */
export function runsOnCluster({ settings }: TaskRun): boolean {
  return ON_CLUSTER.some((kind) => settings[kind] !== undefined);
}

async function runKind(
  ws: Workspace,
  store: RunStore,
  run: Run,
  task: TaskRun,
  signal: AbortSignal,
): Promise<void> {
  const { settings } = task;
  if (runsOnCluster(task)) await ws.cluster.call('ping', {});
  task.life_cycle = 'RUNNING';
  task.message = 'In run';
  task.running_since = Date.now();
  void store.save(run);
  if (settings.notebook_task) return runNotebook(ws, store, run, task, settings.notebook_task);
  const { spark_python_task: script, python_wheel_task: wheel } = settings;
  if (script) return runPython(ws, store, run, task, scriptOf(ws, store, run, task, script));
  if (wheel) return runPython(ws, store, run, task, wheelEntryOf(ws, store, run, task, wheel));
  if (settings.sql_task) return runSqlTask(ws, store, run, task, settings.sql_task);
  if (settings.pipeline_task) return runPipelineTask(ws, task, settings.pipeline_task);
  if (settings.dashboard_task) return runDashboardTask(ws, run, task, settings.dashboard_task);
  if (settings.condition_task) return runCondition(run, task, settings.condition_task);
  if (settings.run_job_task) return runOtherJob(ws, run, task, settings.run_job_task, signal);
  if (settings.for_each_task) {
    const runAttempt = (attempt: TaskRun) => runTask(ws, store, run, attempt, signal);
    return runForEach({ ws, store, run, task, signal, runAttempt }, settings.for_each_task);
  }
  const kind = Object.keys(settings).find((field) => field.endsWith('_task'));
  throw new TaskConfigurationError(
    `The local workspace runs ${KINDS.join(', ')}, got ${kind}. See docs/reference/parity.md: /api/*/jobs`,
  );
}

/** Waits for a slot of a task that computes. Other tasks wait for tasks that have one. */
async function slotOf(ws: Workspace, task: TaskRun, signal: AbortSignal): Promise<() => void> {
  if (!runsOnCluster(task)) return () => undefined;
  const onWait = (): void => {
    task.message = `Waiting: ${FREE_TASKS} tasks run, the limit of the workspace`;
  };
  return ws.get(TaskSlots).take(onWait, signal);
}

/**
 * Runs the attempt to its end; sets its outcome, output and error on it, and never throws.
 *
 * @param signal ends work that is not on the Spark process
 */
export async function runTask(
  ws: Workspace,
  store: RunStore,
  run: Run,
  task: TaskRun,
  signal: AbortSignal,
): Promise<void> {
  // the changes of Python are not known; those of SQL are, by statement
  const endChange = ws
    .get(TableDescriptions)
    .beginChange(PYTHON_TASKS.some((kind) => task.settings[kind]) ? 'anything' : []);
  const warehouse = task.settings.sql_task?.warehouse_id;
  let release: (() => void) | undefined;
  ws.get(StatementGate).begin(String(task.run_id), { actor: actorOf(run), warehouse });
  try {
    await ws.state.persist();
    release = await slotOf(ws, task, signal);
    await runKind(ws, store, run, task, signal);
    task.result = 'SUCCESS';
    task.message = '';
  } catch (error) {
    // the workspace is stopping and has marked the task
    if (isFinal(task)) return;
    task.result = 'FAILED';
    task.error = (error as Error).message;
    const trace = error instanceof ClusterError ? error.trace : null;
    if (trace) task.error_trace = trace;
    task.message =
      error instanceof ClusterError ? 'Workload failed, see run output for details' : task.error;
    appendLog(store.logPath(run.run_id, task), trace ?? task.error);
  } finally {
    release?.();
    endChange();
    ws.get(StatementGate).finish(String(task.run_id));
    if (!isFinal(task)) {
      task.life_cycle = 'TERMINATED';
      task.end_time = Date.now();
    }
  }
}

function appendLog(path: string, text: string): void {
  try {
    appendFileSync(path, `${text}\n`);
  } catch {
    // the run itself carries the error
  }
}
