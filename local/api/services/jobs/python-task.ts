/**
 * Tasks that run a Python script or the entry point of a wheel.
 *
 * Source: REST reference, Jobs, `spark_python_task` (paths of the workspace and of volumes) and `python_wheel_task`
 * (entry points, parameters and named parameters); `libraries` and `environments` name the wheels.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Program } from '../../core/cluster/cluster';
import { type JsonObject, objectIn, objectsIn, shown, textsIn } from '../../core/json';
import type { Workspace } from '../../core/workspace';
import { resolveVolumePath } from '../files/volume-paths';
import type { PythonWheelTask, SparkPythonTask } from './job-settings';
import type { Run, TaskRun } from './model';
import { resolveReferences } from './references';
import type { RunStore } from './run-store';
import { asStrings, sourceOf, TaskConfigurationError } from './task-settings';

/** Source of a Python process. */
export interface Source {
  readonly source_path: string;
  readonly notebook_path: string;
  readonly program?: Program;
}

const VOLUME = /^(?:dbfs:)?(?=\/Volumes\/)/;

/** The place on disk of a file of the workspace or of a volume, which the principal of the run can read. */
function fileOf(ws: Workspace, run: Run, path: string): string {
  if (!VOLUME.test(path)) return sourceOf(ws, run, 'FILE', path);
  const principal = ws.principals.byName(run.run_as);
  if (!principal) throw new TaskConfigurationError(`Principal ${run.run_as} does not exist`);
  return resolveVolumePath(ws, principal, 'READ_VOLUME', path.replace(VOLUME, '')).disk;
}

/** Wheels and requirements of the libraries of a task, and of its environment. */
export function librariesOf(
  ws: Workspace,
  run: Run,
  task: TaskRun,
): Pick<Program, 'wheels' | 'requirements'> {
  const libraries = objectsIn(task.settings, 'libraries').map(
    (library) => library.whl ?? objectIn(library, 'pypi').package,
  );
  const { environment_key: key } = task.settings;
  const environment = objectsIn(run.settings, 'environments').find(
    (one) => one.environment_key === key,
  );
  const all = [...libraries, ...textsIn(objectIn(environment ?? {}, 'spec'), 'dependencies')]
    .filter((one) => typeof one === 'string')
    .flatMap((one) => requirementsIn(ws, run, one));
  const isWheel = (one: string): boolean => one.endsWith('.whl');
  return {
    wheels: all.filter(isWheel).map((path) => fileOf(ws, run, path)),
    requirements: all.filter((one) => !isWheel(one)),
  };
}

/** The lines of a requirements file (`-r <path>`), or the requirement itself. */
function requirementsIn(ws: Workspace, run: Run, given: string): string[] {
  const path = /^-r\s+(\S+)$/.exec(given.trim())?.[1];
  if (path === undefined) return [given];
  const lines = readFileSync(fileOf(ws, run, path), 'utf8').split('\n');
  return lines.map((line) => line.replace(/(^|\s)#.*$/, '').trim()).filter((line) => line !== '');
}

/** A program, with the folder for its packages. */
export function programOf(
  store: RunStore,
  run: Run,
  task: TaskRun,
  fields: Partial<Program>,
): Program {
  const log = store.logPath(run.run_id, task);
  const packages_path = log.replace(/\.log$/, '.packages');
  return { argv: [], wheels: [], requirements: [], packages_path, ...fields };
}

/** Positional arguments, then named ones, with their references replaced. */
function argumentsOf(run: Run, task: TaskRun, list: readonly unknown[] = [], named?: JsonObject) {
  const pairs = Object.entries(asStrings(named)).map(([name, value]) => `--${name}=${value}`);
  return [...list.map(shown), ...pairs].map((argument) => resolveReferences(argument, run, task));
}

/** The script of a task. */
export function scriptOf(
  ws: Workspace,
  store: RunStore,
  run: Run,
  task: TaskRun,
  { python_file: path, parameters }: SparkPythonTask,
): Source {
  const argv = argumentsOf(run, task, parameters);
  const program = programOf(store, run, task, { argv, ...librariesOf(ws, run, task) });
  return { source_path: fileOf(ws, run, path), notebook_path: path, program };
}

/** The entry point of a wheel. */
export function wheelEntryOf(
  ws: Workspace,
  store: RunStore,
  run: Run,
  task: TaskRun,
  { package_name: name, entry_point: entry, parameters, named_parameters: named }: PythonWheelTask,
): Source {
  const program = programOf(store, run, task, {
    argv: argumentsOf(run, task, parameters, named),
    ...librariesOf(ws, run, task),
    entry_point: { package: name, name: entry },
  });
  // the process works in the folder of the run
  const folder = dirname(store.logPath(run.run_id, task));
  return { source_path: join(folder, name), notebook_path: name, program };
}
