/** The compute of a job's tasks: clusters, or serverless compute with its environments. */
import { invalidParameter } from '../../core/errors';
import { type JsonObject, objectIn, objectsIn, shown } from '../../core/json';
import { HAS_CLUSTERS, HAS_SERVERLESS, type WorkspaceKind } from '../../core/workspace-kind';

/** Tasks that run in a Python process. */
export const PYTHON_TASKS = ['notebook_task', 'spark_python_task', 'python_wheel_task'];

/** Tasks that run code. On serverless compute a notebook may do without an environment (Jobs API, `environment_key`). */
const CODE_TASKS = [...PYTHON_TASKS, 'dbt_task'];
/** Tasks for clusters only (SDK for Go 0.73, `jobs.Task.SparkSubmitTask`). */
const CLUSTER_TASKS = ['spark_submit_task'];
const CLUSTER_FIELDS = ['new_cluster', 'existing_cluster_id', 'job_cluster_key'];
const PERFORMANCE_TARGETS = ['STANDARD', 'PERFORMANCE_OPTIMIZED'];

/** Returns true if a task runs code and names no cluster. */
export function isServerless(task: JsonObject): boolean {
  const runsCode = CODE_TASKS.some((kind) => task[kind] !== undefined);
  return runsCode && !hasCluster(task);
}

/** Checks the compute of complete settings; throws the first violated rule. */
export function validateCompute(settings: JsonObject, kind: WorkspaceKind): void {
  const { performance_target: target } = settings;
  const name = shown(settings.name);
  const keys = checkEnvironments(name, objectsIn(settings, 'environments'));
  if (target !== undefined && !PERFORMANCE_TARGETS.some((one) => one === target)) {
    throw invalidParameter(
      `\`performance_target\` of job ${name}: must be one of ${PERFORMANCE_TARGETS.join(', ')}, got ${shown(target)}`,
    );
  }
  const clusters = objectsIn(settings, 'job_clusters').length;
  if (clusters > 0 && !HAS_CLUSTERS[kind]) throw noClusters(`Job ${name}`);
  for (const task of objectsIn(settings, 'tasks')) checkTask(name, task, keys, kind);
}

function hasCluster(task: JsonObject): boolean {
  return CLUSTER_FIELDS.some((field) => task[field] !== undefined);
}

function noClusters(subject: string): Error {
  return invalidParameter(`${subject}: only serverless compute is supported in the workspace.`);
}

function checkEnvironments(name: string, environments: readonly JsonObject[]): Set<unknown> {
  const keys = new Set<unknown>();
  for (const environment of environments) {
    const { environment_key: key } = environment;
    const spec = objectIn(environment, 'spec');
    if (typeof key !== 'string' || key === '' || keys.has(key)) {
      throw invalidParameter(
        `\`environment_key\` of job ${name}: must be unique within the job, got ${shown(key)}`,
      );
    }
    const version = spec.environment_version ?? spec.client;
    if (version === undefined && spec.base_environment === undefined) {
      throw invalidParameter(
        `Environment ${key} of job ${name}: either environment_version or base_environment needs to be provided`,
      );
    }
    if (version !== undefined && !/^\d+$/.test(shown(version))) {
      throw invalidParameter(
        `\`environment_version\` of environment ${key} of job ${name}: must be an integer, got ${shown(version)}`,
      );
    }
    keys.add(key);
  }
  return keys;
}

function checkTask(
  name: string,
  task: JsonObject,
  environments: ReadonlySet<unknown>,
  kind: WorkspaceKind,
): void {
  const { environment_key: environment } = task;
  const key = shown(task.task_key);
  if (hasCluster(task)) {
    if (!HAS_CLUSTERS[kind]) throw noClusters(`Task ${key} of job ${name}`);
    if (environment !== undefined) {
      throw invalidParameter(`Task ${key} of job ${name}: an environment is for serverless tasks`);
    }
    return;
  }
  if (environment !== undefined && !environments.has(environment)) {
    throw invalidParameter(
      `Task ${key} of job ${name} names an environment that is not there: ${shown(environment)}`,
    );
  }
  const needsCluster = CLUSTER_TASKS.some((one) => task[one] !== undefined);
  if (needsCluster || (isServerless(task) && !HAS_SERVERLESS[kind])) {
    throw invalidParameter(
      `Task ${key} of job ${name}: one of job_cluster_key, new_cluster, or existing_cluster_id must be specified.`,
    );
  }
  if (!isServerless(task)) return;
  // https://github.com/databricks/databricks-sdk-py/issues/1228
  if (task.notebook_task === undefined && environment === undefined) {
    throw invalidParameter(
      `An environment is required for serverless task ${key}. Please define one using \`environments\` and \`environment_key\`.`,
    );
  }
  if (Array.isArray(task.libraries) && task.libraries.length > 0) {
    throw invalidParameter(
      `Libraries field is not supported for serverless task ${key}, please specify libraries in environment.`,
    );
  }
}
