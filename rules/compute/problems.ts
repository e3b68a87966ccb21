import { type Body, Hidden, type Json, textOf } from '../plan-values';
import { blocks, isGiven } from './blocks';
import { clustersIn, isServerlessTask, tasksIn } from './clusters';

/** The rule that a resource violates; a policy of the review has the same name. */
export type ComputeRule = 'policy-free-compute' | 'idle-compute' | 'continuous-compute';

/** One violation of a rule about compute. */
export interface ComputeProblem {
  readonly rule: ComputeRule;
  /** The part of the resource: a cluster, a task, a model. */
  readonly where: string;
  readonly message: string;
}

/** The longest time that compute may wait for work. */
export const LONGEST_IDLE_MINUTES = 120;

/**
 * All problems of the compute that a body of this type declares. The plan review and the synthesis
 * guard both call it.
 */
export function computeProblems(type: string, body: Body): ComputeProblem[] {
  return [...withoutPolicy(type, body), ...idle(type, body), ...continuous(type, body)];
}

function withoutPolicy(type: string, body: Body): ComputeProblem[] {
  const problem = (where: string, message: string): ComputeProblem => ({
    rule: 'policy-free-compute',
    where,
    message,
  });
  const clusters = clustersIn(type, body)
    .filter(({ body: cluster }) => !isGiven(cluster.policy_id))
    .map(({ where }) => problem(where, `${where} is under no cluster policy`));
  switch (type) {
    case 'databricks_job':
      return [
        ...clusters,
        ...hiddenCompute(body, ['task', 'job_cluster']).map((name) =>
          problem(
            name,
            `\`${name}\` is not known yet: its clusters may be under no cluster policy`,
          ),
        ),
        ...tasksIn(body)
          .filter(({ body: task }) => isGiven(task.existing_cluster_id))
          .map(({ key }) => {
            const task = key === '' ? 'the job' : key;
            return problem(
              task,
              `${task} runs on an all-purpose cluster, which costs several times a job cluster`,
            );
          }),
      ];
    case 'databricks_pipeline':
      // without a `cluster` block Databricks creates a default one, to which no policy applies
      // (Databricks documentation, "Configure classic compute for pipelines")
      if (body.serverless === true) return [];
      if (body.serverless instanceof Hidden || body.cluster instanceof Hidden) {
        return [
          problem('cluster', 'its cluster is not known yet: it may be under no cluster policy'),
        ];
      }
      return blocks(body.cluster).length > 0
        ? clusters
        : [problem('cluster', 'its default cluster is under no cluster policy')];
    default:
      return clusters;
  }
}

function hiddenCompute(body: Body, names: readonly string[]): string[] {
  return names.filter((name) => body[name] instanceof Hidden);
}

function idle(type: string, body: Body): ComputeProblem[] {
  const found = (where: string, message: string): ComputeProblem[] => [
    { rule: 'idle-compute', where, message },
  ];
  switch (type) {
    case 'databricks_sql_endpoint':
      return minutes('auto_stop_mins', body.auto_stop_mins);
    case 'databricks_cluster':
      return body.is_pinned === true
        ? found('is_pinned', 'is pinned: it stays in the list when it has ended')
        : minutes('autotermination_minutes', body.autotermination_minutes);
    case 'databricks_instance_pool':
      return poolProblems(body);
    case 'databricks_pipeline':
      return shutdownDelay(body);
    case 'databricks_model_serving':
      return servedModels(body).flatMap(({ name, reason }) => found(name, `${name} ${reason}`));
    case 'databricks_model_serving_provisioned_throughput':
      return found('config', 'has provisioned throughput, which never scales to zero');
    case 'databricks_vector_search_endpoint':
      return found('endpoint', 'is a vector search endpoint, which never stops');
    case 'databricks_app':
      return body.no_compute === true
        ? []
        : found('app', 'is an app, which computes until it is stopped manually');
    case 'databricks_database_instance':
      return body.stopped === true
        ? []
        : found('stopped', 'is a database instance, which computes until it is stopped manually');
    default:
      return [];
  }
}

/**
 * Minutes of 0 remove an idle instance of a pool at once; without the attribute the service keeps
 * it for a default time (Databricks REST API, Instance Pools, `idle_instance_autotermination_minutes`).
 */
function poolProblems(pool: Body): ComputeProblem[] {
  const attribute = 'idle_instance_autotermination_minutes';
  const least = pool.min_idle_instances ?? 0;
  const problem = (where: string, message: string): ComputeProblem => ({
    rule: 'idle-compute',
    where,
    message,
  });
  const problems: ComputeProblem[] = [];
  if (least instanceof Hidden) {
    problems.push(
      problem('min_idle_instances', 'keeps a number of idle instances that is not known yet'),
    );
  } else if (Number(least) > 0) {
    problems.push(problem('min_idle_instances', `keeps ${textOf(least)} idle instances`));
  }
  if (Number(pool[attribute] ?? NaN) !== 0) problems.push(...minutes(attribute, pool[attribute]));
  return problems;
}

/**
 * A pipeline in development mode keeps its cluster for two hours, or for `pipelines.clusterShutdown.delay`
 * (Databricks documentation, "Pipeline properties reference").
 */
function shutdownDelay(pipeline: Body): ComputeProblem[] {
  const settings = pipeline.configuration;
  if (typeof settings !== 'object' || settings === null || settings instanceof Hidden) return [];
  const name = 'pipelines.clusterShutdown.delay';
  const value = (settings as Body)[name];
  if (typeof value !== 'string') return [];
  const delay = minutesOf(value);
  return delay === undefined || delay > LONGEST_IDLE_MINUTES
    ? [{ rule: 'idle-compute', where: name, message: `\`${name}\` is ${value}` }]
    : [];
}

const UNIT_MINUTES: Readonly<Record<string, number>> = {
  s: 1 / 60,
  sec: 1 / 60,
  second: 1 / 60,
  m: 1,
  min: 1,
  minute: 1,
  h: 60,
  hr: 60,
  hour: 60,
  d: 1440,
  day: 1440,
};

function minutesOf(text: string): number | undefined {
  const match = /^\s*(\d+)\s*([a-z]+?)s?\s*$/i.exec(text);
  const unit = match ? UNIT_MINUTES[match[2]!.toLowerCase()] : undefined;
  return match && unit !== undefined ? Number(match[1]) * unit : undefined;
}

interface ServedModel {
  readonly name: string;
  readonly reason: string;
}

/** The served models that compute without requests. External models compute at their provider. */
function servedModels(endpoint: Body): ServedModel[] {
  return blocks(endpoint.config)
    .flatMap((config) => [...blocks(config.served_entities), ...blocks(config.served_models)])
    .filter((entity) => blocks(entity.external_model).length === 0)
    .flatMap((entity) => {
      const name = textOf(entity.name ?? entity.entity_name ?? entity.model_name);
      const least = ['min_provisioned_throughput', 'min_provisioned_concurrency'].find(
        (attribute) => Number(entity[attribute] ?? 0) > 0,
      );
      if (least !== undefined) {
        return [{ name, reason: `keeps \`${least}\` of ${textOf(entity[least])}` }];
      }
      if (Number(entity.provisioned_model_units ?? 0) > 0) {
        return [{ name, reason: 'has provisioned model units, which never scale to zero' }];
      }
      return entity.scale_to_zero_enabled === true
        ? []
        : [{ name, reason: 'does not scale to zero' }];
    });
}

function minutes(attribute: string, value: Json | undefined): ComputeProblem[] {
  const found = (message: string): ComputeProblem[] => [
    { rule: 'idle-compute', where: attribute, message },
  ];
  if (value instanceof Hidden) return found(`\`${attribute}\` is not known yet`);
  // a stack that is not planned yet has numbers as text where they come from a variable
  const given = typeof value === 'string' ? Number(value) : value;
  if (typeof given !== 'number' || !(given > 0)) {
    return found(`\`${attribute}\` is ${textOf(value ?? 'not set')}: it never stops`);
  }
  return given > LONGEST_IDLE_MINUTES ? found(`\`${attribute}\` is ${given}`) : [];
}

/** Compute that is meant to run at all times, and serverless compute in its expensive mode. */
function continuous(type: string, body: Body): ComputeProblem[] {
  const found = (where: string, message: string): ComputeProblem => ({
    rule: 'continuous-compute',
    where,
    message,
  });
  if (type === 'databricks_pipeline') {
    return body.continuous === true
      ? [found('continuous', 'is a pipeline that runs continuously')]
      : [];
  }
  if (type !== 'databricks_job') return [];
  const [always] = blocks(body.continuous);
  const isServerless = tasksIn(body).some(({ body: task }) => isServerlessTask(task));
  return [
    ...(always && always.pause_status !== 'PAUSED'
      ? [found('continuous', 'is a job that runs continuously')]
      : []),
    ...(isServerless && body.performance_target === 'PERFORMANCE_OPTIMIZED'
      ? [found('performance_target', 'runs serverless tasks in the performance-optimized mode')]
      : []),
  ];
}
