import { type Body, Hidden, textOf } from '../plan-values';
import { blocks } from './blocks';

/** A cluster that a resource declares for itself, its tasks or its pipeline. */
export interface DeclaredCluster {
  /** Its place in the resource: `job cluster ingest`. */
  readonly where: string;
  readonly body: Body;
}

/** A resource of a plan: its type, and its body after the plan if it then exists. */
export interface PlannedResource {
  readonly type: string;
  readonly after?: Body;
}

/** A task of a job, at any depth. */
export interface JobTask {
  readonly key: string;
  readonly body: Body;
}

/** The clusters that a resource declares, as it is after the plan. */
export function clustersOf({ type, after }: PlannedResource): DeclaredCluster[] {
  return after ? clustersIn(type, after) : [];
}

/** The clusters that a body of this type declares. */
export function clustersIn(type: string, body: Body): DeclaredCluster[] {
  switch (type) {
    case 'databricks_cluster':
      return [{ where: 'the cluster', body }];
    case 'databricks_pipeline':
      if (body.serverless === true) return [];
      return blocks(body.cluster).map((cluster) => ({
        where: `cluster ${textOf(cluster.label ?? 'default')}`,
        body: cluster,
      }));
    case 'databricks_job':
      return [...sharedClusters(body), ...tasksIn(body).flatMap(taskClusters)];
    default:
      return [];
  }
}

/**
 * The tasks of a job, with those inside `for_each_task`, which have their own clusters. A job of one
 * task may have the fields of the task itself.
 */
export function tasksIn(job: Body): JobTask[] {
  return [{ key: '', body: job }, ...blocks(job.task).flatMap((task) => nested(task))];
}

function nested(task: Body): JobTask[] {
  const inner = blocks(task.for_each_task).flatMap((each) => blocks(each.task));
  return [{ key: textOf(task.task_key ?? ''), body: task }, ...inner.flatMap(nested)];
}

function sharedClusters(job: Body): DeclaredCluster[] {
  return blocks(job.job_cluster).flatMap((cluster) =>
    blocks(cluster.new_cluster).map((body) => ({
      where: `job cluster ${textOf(cluster.job_cluster_key)}`,
      body,
    })),
  );
}

function taskClusters({ key, body }: JobTask): DeclaredCluster[] {
  return blocks(body.new_cluster).map((cluster) => ({
    where: key === '' ? 'the cluster of the job' : `the cluster of task ${key}`,
    body: cluster,
  }));
}

const CODE_TASKS = [
  'notebook_task',
  'python_wheel_task',
  'spark_python_task',
  'dbt_task',
  'gen_ai_compute_task',
];

function hasCluster(task: Body): boolean {
  return task.new_cluster instanceof Hidden || blocks(task.new_cluster).length > 0;
}

/** True if a task runs code on no named cluster, and so on serverless compute. */
export function isServerlessTask(task: Body): boolean {
  const runsCode = CODE_TASKS.some((kind) => blocks(task[kind]).length > 0);
  const named = [task.job_cluster_key, task.existing_cluster_id].some(
    (value) => value instanceof Hidden || (typeof value === 'string' && value !== ''),
  );
  return runsCode && !named && !hasCluster(task);
}
