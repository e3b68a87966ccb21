/** What of a resource computes, in whichever resource it is declared. */
import { Hidden, type Body, type Json } from './plan/hidden';
import type { Change } from './plan/change';

/** A cluster of its own, of a job, of a task or of a pipeline. */
export interface ClusterOf {
  /** Where in the resource: `job_cluster ingest`. */
  readonly where: string;
  readonly body: Body;
}

/** The clusters that a resource declares for itself, as it is after the plan. */
export function clustersOf({ type, after }: Change): ClusterOf[] {
  return after ? clustersIn(type, after) : [];
}

/** The clusters that a body of this type declares. */
export function clustersIn(type: string, after: Body): ClusterOf[] {
  if (type === 'databricks_cluster') return [{ where: 'the cluster', body: after }];
  if (type === 'databricks_pipeline') {
    if (after.serverless === true) return [];
    return blocks(after.cluster).map((body) => ({
      where: `cluster ${String(body.label ?? 'default')}`,
      body,
    }));
  }
  if (type !== 'databricks_job') return [];
  const shared = blocks(after.job_cluster).flatMap((cluster) =>
    blocks(cluster.new_cluster).map((body) => ({
      where: `job cluster ${String(cluster.job_cluster_key)}`,
      body,
    })),
  );
  const ofTasks = [after, ...blocks(after.task)].flatMap((task) =>
    blocks(task.new_cluster).map((body) => ({
      where: `the cluster of task ${String(task.task_key ?? '')}`,
      body,
    })),
  );
  return [...shared, ...ofTasks];
}

/** The ids of all-purpose clusters that a job runs on, by the name of the task. */
export function existingClustersOf({ type, after }: Change): string[] {
  if (type !== 'databricks_job' || !after) return [];
  return [after, ...blocks(after.task)]
    .filter((task) => isGiven(task.existing_cluster_id))
    .map((task) => String(task.task_key ?? 'the job'));
}

/** Blocks of a body, an absent list being none. A stack that is not planned yet has single ones bare. */
export function blocks(value: Json | undefined): Body[] {
  if (Array.isArray(value)) return value as Body[];
  const isBlock = typeof value === 'object' && value !== null && !(value instanceof Hidden);
  return isBlock ? [value as Body] : [];
}

/** Whether an attribute has a value, be it one that is known after the apply. */
export function isGiven(value: Json | undefined): boolean {
  return value instanceof Hidden || (value !== undefined && value !== null && value !== '');
}
