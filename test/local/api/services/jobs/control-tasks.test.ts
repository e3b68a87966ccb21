import { setTimeout as sleep } from 'node:timers/promises';

import { ClusterError, type ClusterMethods } from '../../../../../local/api/core/cluster/cluster';
import { Harness } from '../../harness';

const JOBS = '/api/2.2/jobs';
type Notebook = ClusterMethods['run_notebook'];
type Task = Record<string, unknown> & { task_key: string };
interface TaskRun extends Task {
  run_id: number;
  state: { result_state: string; state_message: string };
  condition_task: { outcome: string };
}

describe('tasks that control a run', () => {
  let api: Harness;
  let notebook: (params: Notebook[0]) => Partial<Notebook[1]> | Promise<Partial<Notebook[1]>>;
  beforeEach(async () => {
    api = await Harness.open();
    await api.post('/api/2.0/workspace/import', {
      path: '/Shared/n',
      language: 'PYTHON',
      content: '',
    });
    notebook = () => ({});
    api.cluster.handlers.run_notebook = async (params) => ({
      notebook_output: null,
      truncated: false,
      task_values: {},
      ...(await notebook(params)),
    });
  });
  afterEach(() => api.close());

  const notebookTask = (key: string, fields: object = {}): Task => ({
    task_key: key,
    notebook_task: { notebook_path: '/Shared/n' },
    ...fields,
  });
  const condition = (key: string, left: string, op: string, right: string): Task => ({
    task_key: key,
    condition_task: { left, op, right },
  });
  const after = (task_key: string, outcome?: string) => ({
    depends_on: [{ task_key, ...(outcome === undefined ? {} : { outcome }) }],
  });
  const getRun = async (id: number) => (await api.get(`${JOBS}/runs/get?run_id=${id}`)).body;
  const ended = async (id: number) => {
    for (;;) {
      const run = await getRun(id);
      if (run.status.state === 'TERMINATED') return run;
      await sleep(5);
    }
  };
  const create = async (settings: object) =>
    (await api.post(`${JOBS}/create`, { name: 'j', ...settings })).body.job_id as number;
  const start = async (job_id: number, fields: object = {}) =>
    (await api.post(`${JOBS}/run-now`, { job_id, ...fields })).body.run_id as number;
  const run = async (settings: object) => ended(await start(await create(settings)));
  const task = (of: { tasks: TaskRun[] }, key: string) =>
    of.tasks.find(({ task_key }) => task_key === key)!;
  const results = (of: { tasks: TaskRun[] }) =>
    Object.fromEntries(of.tasks.map((one) => [one.task_key, one.state.result_state]));

  test.each([
    ['1', 'EQUAL_TO', '1.0', 'false'],
    ['a', 'NOT_EQUAL', 'b', 'true'],
    ['12.0', 'GREATER_THAN_OR_EQUAL', '12', 'true'],
    ['9', 'GREATER_THAN', '10', 'false'],
    ['9', 'LESS_THAN', '10', 'true'],
    ['{{job.parameters.n}}', 'LESS_THAN_OR_EQUAL', '2', 'true'],
    ['{{ job.parameters.[n] }}', 'LESS_THAN_OR_EQUAL', '2', 'true'],
  ])('%s %s %s is %s, without Spark', async (left, op, right, outcome) => {
    const done = await run({
      tasks: [condition('if', left, op, right)],
      parameters: [{ name: 'n', default: '2' }],
    });
    expect(task(done, 'if').condition_task).toEqual({ left, op, right, outcome });
    expect(done.state.result_state).toBe('SUCCESS');
    expect(api.cluster.calls).toEqual([]);
  });

  test('a task runs after the outcome that it needs; the others are excluded', async () => {
    notebook = ({ context }) => ({ task_values: { n: context.task_key } });
    const done = await run({
      tasks: [
        notebookTask('first'),
        { ...condition('if', '{{tasks.first.values.n}}', 'EQUAL_TO', 'first'), ...after('first') },
        notebookTask('yes', after('if', 'true')),
        notebookTask('no', after('if', 'false')),
        notebookTask('after_no', { ...after('no'), run_if: 'ALL_DONE' }),
        notebookTask('both', {
          depends_on: [{ task_key: 'yes' }, { task_key: 'no' }],
          run_if: 'NONE_FAILED',
        }),
      ],
    });
    expect(results(done)).toEqual({
      first: 'SUCCESS',
      if: 'SUCCESS',
      yes: 'SUCCESS',
      no: 'EXCLUDED',
      after_no: 'EXCLUDED',
      both: 'SUCCESS',
    });
    expect(done.state.result_state).toBe('SUCCESS');
  });

  test('a comparison of numbers fails with text', async () => {
    const done = await run({ tasks: [condition('if', 'x', 'LESS_THAN', '1')] });
    expect(task(done, 'if').state).toMatchObject({
      result_state: 'FAILED',
      state_message: 'Operand of the condition: must be a number, got x',
    });
  });

  test('a task runs another job with parameters, and has its run as output', async () => {
    const parameters = [{ name: 'who', default: 'none' }];
    const inner = await create({
      tasks: [
        notebookTask('in', {
          notebook_task: {
            notebook_path: '/Shared/n',
            base_parameters: { who: '{{job.parameters.who}}' },
          },
        }),
      ],
      parameters,
    });
    const outer = await run({
      tasks: [
        { task_key: 'out', run_job_task: { job_id: inner, job_parameters: { who: '{{job.id}}' } } },
      ],
    });
    expect(outer.state.result_state).toBe('SUCCESS');
    const [call] = api.cluster.calls.filter(({ method }) => method === 'run_notebook');
    expect((call!.params as Notebook[0]).parameters).toEqual({ who: String(outer.job_id) });
    const { body } = await api.get(`${JOBS}/runs/get-output?run_id=${task(outer, 'out').run_id}`);
    const child = await getRun(body.run_job_output.run_id);
    expect(child).toMatchObject({ job_id: inner, trigger: 'RUN_JOB_TASK' });
  });

  test('a task fails as the job that it runs, and needs CAN_MANAGE_RUN on it', async () => {
    notebook = () => {
      throw new ClusterError('RUNTIME_ERROR', 'boom');
    };
    const inner = await create({ tasks: [notebookTask('in')] });
    const runsInner = { tasks: [{ task_key: 'out', run_job_task: { job_id: inner } }] };
    const failed = await run(runsInner);
    expect(task(failed, 'out').state.state_message).toMatch(
      new RegExp(`^Run \\d+ of job ${inner} ended as FAILED`),
    );
    await api.post('/api/2.0/preview/scim/v2/Users', { userName: 'ann@example.com' });
    const refused = await run({ ...runsInner, run_as: { user_name: 'ann@example.com' } });
    expect(task(refused, 'out').state.state_message).toMatch(/does not have CAN_MANAGE_RUN/);
  });

  test('jobs run each other in three levels at most', async () => {
    let job = await create({ tasks: [notebookTask('in')] });
    for (let level = 0; level < 3; level += 1) {
      job = await create({ tasks: [{ task_key: 'out', run_job_task: { job_id: job } }] });
    }
    const done = await ended(await start(job));
    expect(task(done, 'out').state.state_message).toMatch(
      /Run Job tasks: can be nested in 3 levels at most/,
    );
  });

  test('a cancelled run cancels the run of the other job', async () => {
    let end: () => void = () => undefined;
    const running = new Promise<void>((resolve) => (end = resolve));
    notebook = async () => {
      await running;
      throw new ClusterError('CANCELLED', 'cancelled');
    };
    api.cluster.handlers.cancel = () => {
      end();
      return { cancelled: true };
    };
    const inner = await create({ tasks: [notebookTask('in')] });
    const id = await start(
      await create({ tasks: [{ task_key: 'out', run_job_task: { job_id: inner } }] }),
    );
    while (api.cluster.count('run_notebook') === 0) await sleep(5);
    await api.post(`${JOBS}/runs/cancel`, { run_id: id });
    expect((await ended(id)).state.result_state).toBe('CANCELED');
    const { runs } = (await api.get(`${JOBS}/runs/list?job_id=${inner}`)).body;
    expect(runs[0].state.result_state).toBe('CANCELED');
  });

  const forEach = (inputs: string, fields: object = {}, nested: object = {}): Task => ({
    task_key: 'each',
    for_each_task: {
      inputs,
      task: {
        task_key: 'one',
        notebook_task: {
          notebook_path: '/Shared/n',
          base_parameters: { all: '{{input}}', name: '{{input.name}}' },
        },
        ...nested,
      },
      ...fields,
    },
  });

  test('a nested task runs for each element, some at a time', async () => {
    let active = 0;
    let most = 0;
    const seen: unknown[] = [];
    let meet = () => {};
    const met = new Promise<void>((done) => (meet = done));
    notebook = async ({ parameters }) => {
      most = Math.max(most, (active += 1));
      if (active === 2) meet();
      // the first two wait for each other
      if (seen.push(parameters) <= 2) await met;
      active -= 1;
      return {};
    };
    const inputs = JSON.stringify([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
    const done = await run({ tasks: [forEach(inputs, { concurrency: 2 })] });
    expect(most).toBe(2);
    expect(seen).toEqual(['a', 'b', 'c'].map((name) => ({ all: `{"name":"${name}"}`, name })));
    const got = await getRun(task(done, 'each').run_id);
    expect(got.for_each_task.stats.task_run_stats).toEqual({
      total_iterations: 3,
      active_iterations: 0,
      completed_iterations: 3,
      succeeded_iterations: 3,
      failed_iterations: 0,
    });
    expect(got.iterations.length).toBe(3);
    const first = await api.get(`${JOBS}/runs/get-output?run_id=${got.iterations[0].run_id}`);
    expect(first.body.metadata.task_key).toBe('one');
  });

  test('a list can be the value of a task; a failed iteration is tried again', async () => {
    let failures = 1;
    notebook = ({ parameters, context }) => {
      if (context.task_key === 'list') return { task_values: { all: ['x', 'y'] } };
      if (parameters.all === 'y' && failures-- > 0) throw new ClusterError('RUNTIME_ERROR', 'no');
      return {};
    };
    const each = {
      ...forEach('{{tasks.list.values.all}}', {}, { max_retries: 1 }),
      ...after('list'),
    };
    const done = await run({ tasks: [notebookTask('list'), each] });
    expect(results(done)).toEqual({ list: 'SUCCESS', each: 'SUCCESS' });
    const { iterations } = await getRun(task(done, 'each').run_id);
    expect(
      iterations.map((one: { attempt_number: number; state: { result_state: string } }) => [
        one.attempt_number,
        one.state.result_state,
      ]),
    ).toEqual([
      [0, 'SUCCESS'],
      [0, 'FAILED'],
      [1, 'SUCCESS'],
    ]);
  });

  test('the task fails with an iteration, and with inputs that are no list', async () => {
    notebook = ({ parameters }) => {
      if (parameters.all === '2') throw new ClusterError('RUNTIME_ERROR', 'no');
      return {};
    };
    const failed = await run({ tasks: [forEach('[1, 2, 3]')] });
    expect(task(failed, 'each').state.state_message).toBe('1 of 3 iterations failed');
    const wrong = await run({ tasks: [forEach('{"a": 1}')] });
    expect(task(wrong, 'each').state.state_message).toMatch(/must be a JSON array, got \{"a": 1\}/);
    expect((await run({ tasks: [forEach('[]')] })).state.result_state).toBe('SUCCESS');
  });

  test.each([
    [condition('if', 'a', 'LIKE', 'b'), /`op` of task if of job j: must be one of EQUAL_TO/],
    [
      forEach('[]', { task: { task_key: 'x' } }),
      /must have a task of one kind with a key, got none/,
    ],
    [
      forEach('[]', { task: forEach('[]') }),
      /must have a task of one kind with a key, got for_each_task/,
    ],
  ])('refuses %j', async (wrong, message) => {
    const { status, body } = await api.post(`${JOBS}/create`, { name: 'j', tasks: [wrong] });
    expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    expect(body.message).toMatch(message);
  });
});
