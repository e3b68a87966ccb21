/** One attempt of one task on the Spark process. */
import { appendFileSync } from 'node:fs';
import { CATALOG } from '../catalog';
import { ClusterError } from '../cluster';
import type { Entity } from '../state';
import type { Workspace } from '../workspace';
import { isFinal, latestAttempt, type Run, type TaskRun } from './model';
import { resolveReferences } from './references';
import type { RunStore } from './run-store';

/** A task that cannot be run as its settings are. */
class TaskConfigurationError extends Error {}

function asStrings(values: Entity | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([key, value]) => [key, String(value)]),
  );
}

/** Parameters of the task, under those of this run, under those of the job. */
function parametersOf(
  run: Run,
  task: TaskRun,
  own: Entity | undefined,
  given: string,
): Record<string, string> {
  const resolved = Object.entries(asStrings(own)).map(([key, value]) => [
    key,
    resolveReferences(value, run, task),
  ]);
  const ofJob = run.job_parameters.map(({ name, value }) => [name, value]);
  return {
    ...Object.fromEntries(resolved),
    ...asStrings(run.overriding_parameters[given]),
    ...Object.fromEntries(ofJob),
  };
}

/** The Spark configuration of the task's cluster. */
function sparkConfOf(run: Run, task: TaskRun): Record<string, string> {
  const key = task.settings.job_cluster_key;
  const shared = (run.settings.job_clusters ?? []).find((c: Entity) => c.job_cluster_key === key);
  const cluster =
    task.settings.new_cluster ?? (key === undefined ? undefined : shared?.new_cluster);
  return asStrings(cluster?.spark_conf);
}

/** Values that tasks of the run have set so far. */
function taskValuesOf(run: Run): Record<string, Record<string, unknown>> {
  const keys = new Set(run.tasks.map((task) => task.task_key));
  return Object.fromEntries([...keys].map((key) => [key, latestAttempt(run, key)!.values]));
}

/** Where a notebook or file is on disk; the words of a missing one are Databricks'. */
function sourceOf(ws: Workspace, run: Run, kind: 'NOTEBOOK' | 'FILE', path: string): string {
  const object = ws.files.find(path);
  if (object?.object_type !== kind) {
    const noun = kind === 'NOTEBOOK' ? 'notebook' : 'file';
    throw new TaskConfigurationError(
      `Unable to access the ${noun} "${path}". Either it does not exist, or the identity used to run this job, ${run.run_as}, lacks the required permissions.`,
    );
  }
  return ws.files.diskPath(object);
}

async function runNotebook(ws: Workspace, store: RunStore, run: Run, task: TaskRun): Promise<void> {
  const { notebook_path: path, base_parameters: own } = task.settings.notebook_task;
  const principal = ws.principals.byName(run.run_as);
  if (!principal)
    throw new TaskConfigurationError(
      `The identity used to run this job, ${run.run_as}, does not exist`,
    );
  task.parameters = parametersOf(run, task, own, 'notebook_params');
  const result = await ws.cluster.call('run_notebook', {
    task_run_id: String(task.run_id),
    source_path: sourceOf(ws, run, 'NOTEBOOK', path),
    notebook_path: path,
    parameters: task.parameters,
    task_values: taskValuesOf(run),
    context: {
      job_id: run.job_id,
      run_id: run.run_id,
      task_key: task.task_key,
      job_name: run.run_name,
    },
    principal: ws.principals.forCluster(principal),
    spark_conf: sparkConfOf(run, task),
    log_path: store.logPath(run.run_id, task),
  });
  task.notebook_output = { result: result.notebook_output, truncated: result.truncated };
  task.values = result.task_values;
}

async function runSqlFile(ws: Workspace, store: RunStore, run: Run, task: TaskRun): Promise<void> {
  const { file, parameters: own, warehouse_id: warehouse } = task.settings.sql_task;
  if (!file) throw new TaskConfigurationError('Of SQL tasks the local workspace runs files only');
  if (file.source === 'GIT')
    throw new TaskConfigurationError(
      `The SQL file ${file.path} must be in the workspace, got source: GIT`,
    );
  const principal = ws.principals.byName(run.run_as);
  if (!principal)
    throw new TaskConfigurationError(
      `The identity used to run this job, ${run.run_as}, does not exist`,
    );
  ws.warehouses.start(warehouse);
  task.parameters = parametersOf(run, task, own, 'sql_params');
  const result = await ws.cluster.call('run_sql_file', {
    task_run_id: String(task.run_id),
    source_path: sourceOf(ws, run, 'FILE', file.path),
    parameters: task.parameters,
    principal: ws.principals.forCluster(principal),
    catalog: CATALOG,
    log_path: store.logPath(run.run_id, task),
  });
  const columns = result.columns.map((column) => column.name);
  task.sql_output = { columns, rows: result.rows.slice(0, 1000), truncated: result.truncated };
}

/** Runs the attempt to its end; sets its outcome, output and error on it, and never throws. */
export async function runTask(
  ws: Workspace,
  store: RunStore,
  run: Run,
  task: TaskRun,
): Promise<void> {
  // what a notebook changes is not told; of SQL each statement is
  const endChange = ws.tables.beginChange(task.settings.notebook_task ? 'anything' : []);
  try {
    await ws.state.persist();
    await ws.cluster.call('ping', {});
    task.life_cycle = 'RUNNING';
    task.message = 'In run';
    task.running_since = Date.now();
    void store.save(run);
    if (task.settings.notebook_task) await runNotebook(ws, store, run, task);
    else if (task.settings.sql_task) await runSqlFile(ws, store, run, task);
    else {
      const kind = Object.keys(task.settings).find((field) => field.endsWith('_task'));
      throw new TaskConfigurationError(
        `The local workspace runs notebook_task and sql_task, got: ${kind}`,
      );
    }
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
    endChange();
    ws.gate.finish(String(task.run_id));
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
