/** Settings of an attempt of a task: principal, source and parameters. */
import type { ClusterPrincipal } from '../../core/cluster/cluster';
import { type JsonObject, objectIn, shown } from '../../core/json';
import type { Workspace } from '../../core/workspace';
import { hasLevel } from '../workspace/permissions/object-access';
import { PERMISSION_TYPES, WorkspaceFiles } from '../workspace/workspace-files';
import type { Run, TaskRun } from './model';
import { resolveReferences } from './references';

/** A task that cannot be run as its settings are. */
export class TaskConfigurationError extends Error {}

export function asStrings(values: JsonObject = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, shown(value)]));
}

/** Parameters of the task, under those of this run, under those of the job. */
export function parametersOf(
  run: Run,
  task: TaskRun,
  own: JsonObject | undefined,
  given: string,
): Record<string, string> {
  const resolved = Object.entries(asStrings(own)).map(
    ([key, value]) => [key, resolveReferences(value, run, task)] as const,
  );
  const ofJob = run.job_parameters.map(({ name, value }) => [name, value] as const);
  return {
    ...Object.fromEntries(resolved),
    ...asStrings(objectIn(run.overriding_parameters, given)),
    ...Object.fromEntries(ofJob),
  };
}

/** Where a notebook or file is on disk; the words of a missing one are Databricks'. */
export function sourceOf(ws: Workspace, run: Run, kind: 'NOTEBOOK' | 'FILE', path: string): string {
  const object = ws.get(WorkspaceFiles).find(path);
  const principal = ws.principals.byName(run.run_as);
  const mayRead =
    object !== undefined &&
    principal !== undefined &&
    hasLevel(ws, principal, PERMISSION_TYPES[kind], String(object.object_id), 'CAN_READ');
  if (object?.object_type !== kind || !mayRead) {
    const noun = kind === 'NOTEBOOK' ? 'notebook' : 'file';
    throw new TaskConfigurationError(
      `Unable to access the ${noun} "${path}". Either it does not exist, or the identity used to run this job, ${run.run_as}, lacks the required permissions.`,
    );
  }
  return ws.get(WorkspaceFiles).diskPath(object);
}

/** Returns the principal of a run's tasks. */
export function principalOf(ws: Workspace, run: Run): ClusterPrincipal {
  const principal = ws.principals.byName(run.run_as);
  if (!principal) {
    throw new TaskConfigurationError(
      `The identity used to run this job, ${run.run_as}, does not exist`,
    );
  }
  return ws.forCluster(principal);
}
