import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import {
  fails,
  follow,
  JobHarness,
  JOBS,
  type Notebook,
  notebookTask,
  results,
} from './job-harness';

describe('tasks of a run', () => {
  let jobs: JobHarness;
  beforeEach(async () => {
    jobs = await JobHarness.open();
  });
  afterEach(() => jobs.close());

  test('tasks run in the order of their graph, with what the run gives them', async () => {
    const order: string[] = [];
    jobs.notebooks['/Shared/a'] = () => {
      order.push('a');
      return { task_values: { files: 3, name: 'x' }, notebook_output: '{"rows":1}' };
    };
    jobs.notebooks['/Shared/b'] = (params) => {
      order.push('b');
      expect(params.task_values).toMatchObject({ a: { files: 3, name: 'x' } });
      return {};
    };
    const run = await jobs.start(
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
    const [first, second] = jobs.api.cluster.calls
      .filter((call) => call.method === 'run_notebook')
      .map((call) => call.params as Notebook[0]);
    expect(first).toMatchObject({
      notebook_path: '/Shared/a',
      source_path: `${jobs.api.root}/workspace/Shared/a.py`,
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
    const output = (await jobs.api.get(`${JOBS}/runs/get-output?run_id=${task.run_id}`)).body;
    expect(output.notebook_output).toEqual({ result: '{"rows":1}', truncated: false });
  });

  test('a failure stops what depends on it, and says why', async () => {
    jobs.notebooks['/Shared/a'] = (params) => {
      mkdirSync(dirname(params.log_path), { recursive: true });
      appendFileSync(params.log_path, 'printed\n');
      return fails();
    };
    const run = await jobs.start({
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
    expect((await jobs.api.get(`${JOBS}/runs/get-output?run_id=${run_id}`)).body).toMatchObject({
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
    jobs.notebooks['/Shared/a'] = fails;
    const run = await jobs.start({
      tasks: [notebookTask('a'), notebookTask('b', { ...follow('a'), run_if })],
    });
    expect(results(run).b).toBe(result);
    expect(run.state.result_state).toBe(whole);
  });

  test('a task is tried again as often as its settings allow', async () => {
    let attempts = 0;
    jobs.notebooks['/Shared/a'] = () => (++attempts < 3 ? fails() : {});
    const run = await jobs.start({
      tasks: [notebookTask('a', { max_retries: 2, min_retry_interval_millis: 20 })],
    });
    expect(run.state.result_state).toBe('SUCCESS');
    expect(run.tasks.map((t: { attempt_number: number }) => t.attempt_number)).toEqual([0, 1, 2]);
    expect(run.tasks[1].start_time - run.tasks[0].end_time).toBeGreaterThanOrEqual(15);

    attempts = -10;
    const failed = await jobs.start({ tasks: [notebookTask('a', { max_retries: 1 })] });
    expect(failed.tasks).toHaveLength(2);
    expect(failed.state.result_state).toBe('FAILED');
  });

  test('a task that takes too long is ended', async () => {
    jobs.untilCancelled();
    const run = await jobs.start({
      tasks: [notebookTask('a', { timeout_seconds: 1 }), notebookTask('b', follow('a'))],
    });
    expect(results(run)).toEqual({ a: 'TIMEDOUT', b: 'UPSTREAM_FAILED' });
    expect(run.state.result_state).toBe('FAILED');
  });

  test('SQL files run on a warehouse, with the rows of the last statement as output', async () => {
    const warehouse_id = await jobs.api.withWarehouse();
    await jobs.api.post('/api/2.0/workspace/import', {
      path: '/Shared/q.sql',
      format: 'RAW',
      content: '',
    });
    jobs.api.cluster.handlers.run_sql_file = (params) => {
      expect(params.parameters).toEqual({ day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
      return {
        columns: [{ name: 'n', position: 0, type_text: 'INT', type_name: 'INT' }],
        rows: [['1']],
        truncated: false,
      };
    };
    const run = await jobs.start({
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
    const output = (await jobs.api.get(`${JOBS}/runs/get-output?run_id=${run.run_id}`)).body;
    expect(output.sql_output.query_output).toMatchObject({ columns: ['n'], rows: [['1']] });
  });

  test.each([
    [
      { notebook_task: { notebook_path: '/Shared/missing' } },
      /^Unable to access the notebook "\/Shared\/missing"/,
    ],
    [
      { spark_jar_task: { main_class_name: 'X' } },
      /^The local workspace runs notebook_task, .*, for_each_task, got spark_jar_task\. See docs\/reference\/parity\.md: \/api\/\*\/jobs$/,
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
    const run = await jobs.start({ tasks: [{ task_key: 't', ...task }] });
    expect(run.state.result_state).toBe('FAILED');
    const { body } = await jobs.api.get(`${JOBS}/runs/get-output?run_id=${run.run_id}`);
    expect(body.error).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });
});
