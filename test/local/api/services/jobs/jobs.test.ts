import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ClusterError, type ClusterMethods } from '../../../../../local/api/core/cluster/cluster';
import { type Answer, Harness } from '../../harness';

const JOBS = '/api/2.2/jobs';
type Notebook = ClusterMethods['run_notebook'];

describe('jobs', () => {
  let api: Harness;
  /** Behavior of the notebook at a path. */
  let notebooks: Record<
    string,
    (params: Notebook[0]) => Partial<Notebook[1]> | Promise<Partial<Notebook[1]>>
  >;

  beforeEach(async () => {
    api = await (await Harness.open()).withCatalog();
    notebooks = {};
    await prepare();
  });
  afterEach(() => api.close());

  const prepare = async () => {
    api.cluster.handlers.run_notebook = async (params) => {
      const result = await notebooks[params.notebook_path]?.(params);
      return { notebook_output: null, truncated: false, task_values: {}, ...result };
    };
    for (const name of ['a', 'b', 'c']) {
      await api.post('/api/2.0/workspace/import', {
        path: `/Shared/${name}`,
        language: 'PYTHON',
        content: '',
        overwrite: true,
      });
    }
  };
  const notebookTask = (key: string, fields: object = {}, base_parameters: object = {}) => ({
    task_key: key,
    notebook_task: { notebook_path: `/Shared/${key}`, base_parameters },
    ...fields,
  });
  const create = async (settings: object) =>
    (await api.post(`${JOBS}/create`, { name: 'j', ...settings })).body.job_id;
  const runNow = async (job_id: number, fields: object = {}): Promise<Answer> =>
    api.post(`${JOBS}/run-now`, { job_id, ...fields });
  const getRun = async (id: number) => (await api.get(`${JOBS}/runs/get?run_id=${id}`)).body;
  const ended = async (id: number) => {
    for (;;) {
      const run = await getRun(id);
      if (run.status.state === 'TERMINATED') return run;
      await sleep(5);
    }
  };
  const start = async (settings: object, fields: object = {}) => {
    const job = await create(settings);
    return ended((await runNow(job, fields)).body.run_id);
  };
  const results = (run: { tasks: Array<{ task_key: string; state: { result_state: string } }> }) =>
    Object.fromEntries(run.tasks.map((task) => [task.task_key, task.state.result_state]));
  const fails = () => {
    throw new ClusterError('RUNTIME_ERROR', 'boom', null, 'Traceback: boom');
  };
  const follow = (...keys: string[]) => ({ depends_on: keys.map((task_key) => ({ task_key })) });

  test('tasks run in the order of their graph, with what the run gives them', async () => {
    const order: string[] = [];
    notebooks['/Shared/a'] = () => {
      order.push('a');
      return { task_values: { files: 3, name: 'x' }, notebook_output: '{"rows":1}' };
    };
    notebooks['/Shared/b'] = (params) => {
      order.push('b');
      expect(params.task_values).toMatchObject({ a: { files: 3, name: 'x' } });
      return {};
    };
    const run = await start(
      {
        tasks: [
          notebookTask('b', follow('a'), {
            files: '{{tasks.a.values.files}}',
            from: '{{job.name}} {{task.name}} {{job.parameters.catalog}} {{nothing.known}}',
            catalog: 'hidden by the job',
          }),
          notebookTask('a', { job_cluster_key: 'main' }),
        ],
        job_clusters: [
          { job_cluster_key: 'main', new_cluster: { spark_conf: { 'spark.x': '1' } } },
        ],
        parameters: [{ name: 'catalog', default: 'spark_catalog' }],
      },
      { job_parameters: { catalog: 'other' } },
    );
    expect(order).toEqual(['a', 'b']);
    expect(run.state).toMatchObject({ life_cycle_state: 'TERMINATED', result_state: 'SUCCESS' });
    expect(run.status).toMatchObject({
      state: 'TERMINATED',
      termination_details: { code: 'SUCCESS' },
    });
    const [first, second] = api.cluster.calls
      .filter((call) => call.method === 'run_notebook')
      .map((call) => call.params as Notebook[0]);
    expect(first).toMatchObject({
      notebook_path: '/Shared/a',
      source_path: `${api.root}/workspace/Shared/a.py`,
      spark_conf: { 'spark.x': '1' },
      principal: { user_name: 'admin@example.com' },
      context: { job_name: 'j', task_key: 'a', run_id: run.run_id, job_id: run.job_id },
    });
    expect(second!.parameters).toEqual({
      files: '3',
      from: 'j b other {{nothing.known}}',
      catalog: 'other',
    });
    const task = run.tasks.find((t: { task_key: string }) => t.task_key === 'a');
    const output = (await api.get(`${JOBS}/runs/get-output?run_id=${task.run_id}`)).body;
    expect(output.notebook_output).toEqual({ result: '{"rows":1}', truncated: false });
  });

  test('a failure stops what depends on it, and says why', async () => {
    notebooks['/Shared/a'] = (params) => {
      mkdirSync(dirname(params.log_path), { recursive: true });
      appendFileSync(params.log_path, 'printed\n');
      return fails();
    };
    const run = await start({
      tasks: [notebookTask('a'), notebookTask('b', follow('a')), notebookTask('c')],
    });
    expect(results(run)).toEqual({ a: 'FAILED', b: 'UPSTREAM_FAILED', c: 'SUCCESS' });
    expect(run.state).toMatchObject({
      life_cycle_state: 'INTERNAL_ERROR',
      result_state: 'FAILED',
      state_message:
        'Task a failed with message: Workload failed, see run output for details. This caused all downstream tasks to get skipped.',
    });
    const { run_id } = run.tasks.find((t: { task_key: string }) => t.task_key === 'a');
    expect((await api.get(`${JOBS}/runs/get-output?run_id=${run_id}`)).body).toMatchObject({
      error: 'boom',
      error_trace: 'Traceback: boom',
      logs: 'printed\nTraceback: boom\n',
    });
  });

  test.each([
    ['ALL_DONE', 'SUCCESS', 'SUCCESS_WITH_FAILURES'],
    ['AT_LEAST_ONE_FAILED', 'SUCCESS', 'SUCCESS_WITH_FAILURES'],
    ['ALL_FAILED', 'SUCCESS', 'SUCCESS_WITH_FAILURES'],
    ['NONE_FAILED', 'UPSTREAM_FAILED', 'FAILED'],
    ['AT_LEAST_ONE_SUCCESS', 'UPSTREAM_FAILED', 'FAILED'],
  ])('after a failure, run_if %s ends as %s', async (run_if, result, whole) => {
    notebooks['/Shared/a'] = fails;
    const run = await start({
      tasks: [notebookTask('a'), notebookTask('b', { ...follow('a'), run_if })],
    });
    expect(results(run).b).toBe(result);
    expect(run.state.result_state).toBe(whole);
  });

  test('a task is tried again as often as its settings allow', async () => {
    let attempts = 0;
    notebooks['/Shared/a'] = () => (++attempts < 3 ? fails() : {});
    const run = await start({
      tasks: [notebookTask('a', { max_retries: 2, min_retry_interval_millis: 20 })],
    });
    expect(run.state.result_state).toBe('SUCCESS');
    expect(run.tasks.map((t: { attempt_number: number }) => t.attempt_number)).toEqual([0, 1, 2]);
    expect(run.tasks[1].start_time - run.tasks[0].end_time).toBeGreaterThanOrEqual(15);

    attempts = -10;
    const failed = await start({ tasks: [notebookTask('a', { max_retries: 1 })] });
    expect(failed.tasks).toHaveLength(2);
    expect(failed.state.result_state).toBe('FAILED');
  });

  /** A notebook that runs until it is cancelled. */
  const untilCancelled = () => {
    let cancel: () => void = () => undefined;
    api.cluster.handlers.cancel = () => {
      cancel();
      return { cancelled: true };
    };
    notebooks['/Shared/a'] = () =>
      new Promise((_, reject) => {
        cancel = () => reject(new ClusterError('CANCELLED', 'cancelled'));
      });
  };
  const running = async (id: number) => {
    while ((await getRun(id)).tasks[0]?.state.life_cycle_state !== 'RUNNING') await sleep(5);
  };

  test('a task that takes too long is ended', async () => {
    untilCancelled();
    const run = await start({
      tasks: [notebookTask('a', { timeout_seconds: 1 }), notebookTask('b', follow('a'))],
    });
    expect(results(run)).toEqual({ a: 'TIMEDOUT', b: 'UPSTREAM_FAILED' });
    expect(run.state.result_state).toBe('FAILED');
  });

  test('what a task says of its progress is its message while it runs', async () => {
    untilCancelled();
    const job = await create({ tasks: [notebookTask('a')] });
    const { run_id } = (await runNow(job)).body;
    await running(run_id);
    const [task] = (await getRun(run_id)).tasks;
    api.cluster.onProgress!(String(task.run_id), 'cell 2 of 3');
    expect((await getRun(run_id)).tasks[0].state.state_message).toBe('cell 2 of 3');
  });

  test('a run is cancelled with all its tasks, and not retried', async () => {
    untilCancelled();
    const job = await create({
      tasks: [notebookTask('a', { max_retries: 5 }), notebookTask('b', follow('a'))],
    });
    const { run_id } = (await runNow(job)).body;
    await running(run_id);
    await api.post(`${JOBS}/runs/cancel`, { run_id });
    const run = await ended(run_id);
    expect(results(run)).toEqual({ a: 'CANCELED', b: 'CANCELED' });
    expect(run.state).toMatchObject({ result_state: 'CANCELED', user_cancelled_or_timedout: true });
    expect(run.status.termination_details.code).toBe('USER_CANCELED');
  });

  test('runs beyond the limit wait where the job has a queue, and are skipped where not', async () => {
    untilCancelled();
    const settings = { tasks: [notebookTask('a')], max_concurrent_runs: 1 };
    const queued = await create({ ...settings, queue: { enabled: true } });
    const first = (await runNow(queued)).body.run_id;
    const second = (await runNow(queued)).body.run_id;
    await running(first);
    expect((await getRun(second)).status.state).toBe('QUEUED');
    await api.post(`${JOBS}/runs/cancel`, { run_id: first });
    await running(second);
    const withoutQueue = await create(settings);
    await runNow(withoutQueue);
    const last = (await runNow(withoutQueue)).body;
    expect((await getRun(last.run_id)).state).toMatchObject({
      life_cycle_state: 'SKIPPED',
      result_state: 'MAXIMUM_CONCURRENT_RUNS_REACHED',
    });
  });

  test('the same idempotency token names the same run', async () => {
    const job = await create({ tasks: [notebookTask('a')] });
    const first = (await runNow(job, { idempotency_token: 't' })).body;
    const again = (await runNow(job, { idempotency_token: 't' })).body;
    expect(again).toEqual(first);
    expect((await runNow(job)).body.number_in_job).toBe(first.number_in_job + 1);
  });

  test('a repair runs only what failed, in the same run', async () => {
    notebooks['/Shared/b'] = fails;
    const failed = await start({
      tasks: [notebookTask('a'), notebookTask('b', follow('a')), notebookTask('c', follow('b'))],
    });
    expect(results(failed)).toEqual({ a: 'SUCCESS', b: 'FAILED', c: 'UPSTREAM_FAILED' });
    delete notebooks['/Shared/b'];
    await api.post(`${JOBS}/runs/repair`, { run_id: failed.run_id, rerun_all_failed_tasks: true });
    const repaired = await ended(failed.run_id);
    expect(repaired.state.result_state).toBe('SUCCESS');
    expect(repaired.tasks.filter((t: { task_key: string }) => t.task_key === 'a')).toHaveLength(1);
    expect(repaired.repair_history).toHaveLength(1);
  });

  test('a run acts as the service principal that its job names', async () => {
    const { body } = await api.post('/api/2.0/preview/scim/v2/ServicePrincipals', {
      displayName: 'jobs',
    });
    await start({
      tasks: [notebookTask('a')],
      run_as: { service_principal_name: body.applicationId },
    });
    const call = api.cluster.calls.find((c) => c.method === 'run_notebook')!;
    expect((call.params as Notebook[0]).principal.user_name).toBe(body.applicationId);
  });

  test('a run that the end of the workspace cut off says so after the next start', async () => {
    untilCancelled();
    const job = await create({ tasks: [notebookTask('a')] });
    const { run_id } = (await runNow(job)).body;
    await running(run_id);
    api = await api.restart();
    const run = await getRun(run_id);
    expect(run.state).toMatchObject({
      life_cycle_state: 'INTERNAL_ERROR',
      result_state: 'FAILED',
      state_message: 'The workspace stopped while this ran',
    });
    expect(
      (await api.get(`${JOBS}/runs/list?job_id=${job}&active_only=true`)).body.runs,
    ).toBeUndefined();
    await prepare();
    expect((await runNow(job)).body.number_in_job).toBe(2);
  });

  test('SQL files run on a warehouse, with the rows of the last statement as output', async () => {
    const warehouse_id = await api.withWarehouse();
    await api.post('/api/2.0/workspace/import', {
      path: '/Shared/q.sql',
      format: 'RAW',
      content: '',
    });
    api.cluster.handlers.run_sql_file = (params) => {
      expect(params.parameters).toEqual({ day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
      return {
        columns: [{ name: 'n', position: 0, type_text: 'INT', type_name: 'INT' }],
        rows: [['1']],
        truncated: false,
      };
    };
    const run = await start({
      tasks: [
        {
          task_key: 'q',
          sql_task: {
            warehouse_id,
            file: { path: '/Shared/q.sql', source: 'WORKSPACE' },
            parameters: { day: '{{job.start_time.iso_date}}' },
          },
        },
      ],
    });
    expect(run.state.result_state).toBe('SUCCESS');
    const output = (await api.get(`${JOBS}/runs/get-output?run_id=${run.run_id}`)).body;
    expect(output.sql_output.query_output).toMatchObject({ columns: ['n'], rows: [['1']] });
  });

  test.each([
    [
      { notebook_task: { notebook_path: '/Shared/missing' } },
      /^Unable to access the notebook "\/Shared\/missing"/,
    ],
    [
      { spark_jar_task: { main_class_name: 'X' } },
      /^The local workspace runs notebook_task, .*, for_each_task, got spark_jar_task$/,
    ],
    [
      {
        notebook_task: {
          notebook_path: '/Shared/a',
          base_parameters: { x: '{{tasks.z.values.y}}' },
        },
      },
      '{{tasks.z.values.y}} names a task that has not run',
    ],
  ])('a task that cannot run fails with the reason: %j', async (task, message) => {
    const run = await start({ tasks: [{ task_key: 't', ...task }] });
    expect(run.state.result_state).toBe('FAILED');
    const { body } = await api.get(`${JOBS}/runs/get-output?run_id=${run.run_id}`);
    expect(body.error).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });

  test('settings are replaced by reset, merged by update', async () => {
    const job_id = await create({
      tasks: [notebookTask('a'), notebookTask('b')],
      tags: { x: '1' },
    });
    const settings = async () => (await api.get(`${JOBS}/get?job_id=${job_id}`)).body.settings;
    await api.post(`${JOBS}/update`, {
      job_id,
      new_settings: { name: 'k', tasks: [notebookTask('b', { timeout_seconds: 9 })] },
      fields_to_remove: ['tags', 'tasks/a'],
    });
    expect(await settings()).toMatchObject({
      name: 'k',
      tasks: [{ task_key: 'b', timeout_seconds: 9 }],
    });
    expect((await settings()).tags).toBeUndefined();
    await api.post(`${JOBS}/reset`, { job_id, new_settings: { name: 'l' } });
    expect((await settings()).tasks).toBeUndefined();
    expect(
      (await api.get(`${JOBS}/list?name=L`)).body.jobs.map((j: { job_id: number }) => j.job_id),
    ).toEqual([job_id]);
    await api.post(`${JOBS}/delete`, { job_id });
    expect((await api.get(`${JOBS}/get?job_id=${job_id}`)).body).toEqual({
      error_code: 'INVALID_PARAMETER_VALUE',
      message: `Job ${job_id} does not exist.`,
    });
  });

  test.each([
    [{ tasks: [notebookTask('a'), notebookTask('a')] }, 'Job j has two tasks of the key a'],
    [
      { tasks: [notebookTask('a', follow('b')), notebookTask('b', follow('a'))] },
      'Tasks of job j depend on each other: a -> b -> a',
    ],
    [
      { tasks: [notebookTask('a', follow('z'))] },
      'Task a of job j depends on a task that is not there: z',
    ],
    [
      { tasks: [notebookTask('a', { job_cluster_key: 'z' })] },
      'Task a of job j names a job cluster that is not there: z',
    ],
    [
      { tasks: [{ task_key: 'a' }] },
      'Task a of job j: must have exactly one kind of task, got none',
    ],
    [
      { tasks: [{ task_key: 'a', notebook_task: { notebook_path: 'x' } }] },
      /must be absolute, got x/,
    ],
    [
      { schedule: { quartz_cron_expression: '61 * * * * ?', timezone_id: 'UTC' } },
      /seconds: must be between 0 and 59/,
    ],
    [
      { schedule: { quartz_cron_expression: '0 0 6 * * ?', timezone_id: 'Mars' } },
      /`schedule.timezone_id` .* got:? Mars$/,
    ],
    [
      { trigger: { file_arrival: { url: 's3://x' } } },
      /must be a folder of a volume \(\/Volumes\/...\), got s3:\/\/x/,
    ],
    [
      { trigger: { periodic: { interval: 1, unit: 'DAYS' } }, continuous: {} },
      /at most one of .* got trigger, continuous/,
    ],
    [{ run_as: { user_name: 'absent' } }, /`run_as` of job j: must be .* got absent/],
    [{ max_concurrent_runs: -1 }, /must be between 0 and 2000, got -1/],
  ])('settings are refused: %j', async (settings, message) => {
    const { status, body } = await api.post(`${JOBS}/create`, { name: 'j', ...settings });
    expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    expect(body.message).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });
});
