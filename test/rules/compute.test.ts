import { computeProblems } from '../../rules/compute';
import { type Body, UNKNOWN } from '../../rules/plan-values';

/** `rule: message` of each problem. */
const problems = (type: string, body: object): string[] =>
  computeProblems(type, body as Body).map(({ rule, message }) => `${rule}: ${message}`);
const policy = { policy_id: 'p' };

describe('computeProblems', () => {
  it('accepts compute that is limited and stops', () => {
    const good: [string, object][] = [
      ['databricks_cluster', { ...policy, autotermination_minutes: 30 }],
      ['databricks_job', { job_cluster: [{ job_cluster_key: 'a', new_cluster: [policy] }] }],
      ['databricks_job', { task: [{ task_key: 't', notebook_task: [{}] }] }],
      ['databricks_pipeline', { serverless: true }],
      ['databricks_pipeline', { cluster: [policy] }],
      ['databricks_instance_pool', { idle_instance_autotermination_minutes: 0 }],
      ['databricks_instance_pool', { idle_instance_autotermination_minutes: 15 }],
      ['databricks_sql_endpoint', { auto_stop_mins: 10 }],
      ['databricks_app', { no_compute: true }],
      ['databricks_database_instance', { stopped: true }],
    ];
    for (const [type, body] of good) expect([type, problems(type, body)]).toEqual([type, []]);
  });

  it('finds clusters inside for_each_task, at any depth', () => {
    const loop = (task: object) => ({ task_key: 'outer', for_each_task: [{ task: [task] }] });
    const cluster = { task_key: 'inner', new_cluster: [{ num_workers: 100 }] };
    expect(problems('databricks_job', { task: [loop(cluster)] })).toEqual([
      'policy-free-compute: the cluster of task inner is under no cluster policy',
    ]);
    const existing = { task_key: 'inner', existing_cluster_id: '0101' };
    expect(problems('databricks_job', { task: [loop(loop(existing))] })).toEqual([
      'policy-free-compute: inner runs on an all-purpose cluster, which costs several times a job cluster',
    ]);
  });

  it('finds the default cluster of a pipeline that declares none', () => {
    expect(problems('databricks_pipeline', { name: 'p' })).toEqual([
      'policy-free-compute: its default cluster is under no cluster policy',
    ]);
    expect(problems('databricks_pipeline', { cluster: [{ label: 'updates' }] })).toEqual([
      'policy-free-compute: cluster updates is under no cluster policy',
    ]);
  });

  it.each<[string, object, string]>([
    ['databricks_instance_pool', {}, '`idle_instance_autotermination_minutes` is not set'],
    [
      'databricks_instance_pool',
      { idle_instance_autotermination_minutes: 600 },
      '`idle_instance_autotermination_minutes` is 600',
    ],
    [
      'databricks_instance_pool',
      { min_idle_instances: 1, idle_instance_autotermination_minutes: 5 },
      'keeps 1 idle instances',
    ],
    ['databricks_sql_endpoint', { auto_stop_mins: 0 }, '`auto_stop_mins` is 0'],
    ['databricks_vector_search_endpoint', {}, 'never stops'],
    ['databricks_app', { name: 'a' }, 'until it is stopped manually'],
    ['databricks_database_instance', { name: 'd' }, 'until it is stopped manually'],
    ['databricks_model_serving_provisioned_throughput', {}, 'never scales to zero'],
    [
      'databricks_pipeline',
      { cluster: [policy], configuration: { 'pipelines.clusterShutdown.delay': '24h' } },
      '`pipelines.clusterShutdown.delay` is 24h',
    ],
  ])('finds %s of %j idle', (type, body, message) => {
    expect(problems(type, body)).toEqual([expect.stringContaining(`idle-compute: `)]);
    expect(problems(type, body)[0]).toContain(message);
  });

  it('finds served models that compute without requests', () => {
    const serving = (entity: object) =>
      problems('databricks_model_serving', { config: [{ served_entities: [entity] }] });
    const scales = { name: 'm', scale_to_zero_enabled: true };
    expect(serving(scales)).toEqual([]);
    expect(serving({ name: 'm' })).toEqual(['idle-compute: m does not scale to zero']);
    expect(serving({ ...scales, min_provisioned_throughput: 100 })).toEqual([
      'idle-compute: m keeps `min_provisioned_throughput` of 100',
    ]);
    expect(serving({ name: 'm', external_model: [{ provider: 'openai' }] })).toEqual([]);
  });

  it('does not accept what is not known yet', () => {
    expect(problems('databricks_job', { job_cluster: UNKNOWN })).toHaveLength(1);
    expect(problems('databricks_pipeline', { cluster: UNKNOWN })).toHaveLength(1);
    expect(problems('databricks_sql_endpoint', { auto_stop_mins: UNKNOWN })).toEqual([
      'idle-compute: `auto_stop_mins` is not known yet',
    ]);
    expect(problems('databricks_cluster', { ...policy, autotermination_minutes: 30 })).toEqual([]);
  });

  it('warns of compute that runs continuously or in an expensive mode', () => {
    expect(problems('databricks_pipeline', { serverless: true, continuous: true })).toEqual([
      'continuous-compute: is a pipeline that runs continuously',
    ]);
    const job = { continuous: [{ pause_status: 'UNPAUSED' }] };
    expect(problems('databricks_job', job)).toEqual([
      'continuous-compute: is a job that runs continuously',
    ]);
    const fast = { performance_target: 'PERFORMANCE_OPTIMIZED', task: [{ notebook_task: [{}] }] };
    expect(problems('databricks_job', fast)).toEqual([
      'continuous-compute: runs serverless tasks in the performance-optimized mode',
    ]);
  });
});
