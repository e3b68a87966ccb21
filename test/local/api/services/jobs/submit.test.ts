import { setTimeout as sleep } from 'node:timers/promises';

import type { ClusterMethods } from '../../../../../local/api/core/cluster/cluster';
import { Harness } from '../../harness';

const JOBS = '/api/2.2/jobs';
const USER = 'ann@example.com';
type Notebook = ClusterMethods['run_notebook'];

describe('one-time runs', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await Harness.open();
    for (const path of ['/Shared/a', '/Shared/b']) {
      await api.post('/api/2.0/workspace/import', { path, language: 'PYTHON', content: '' });
    }
  });
  afterEach(() => api.close());

  const notebook = (key: string, fields: object = {}) => ({
    task_key: key,
    notebook_task: { notebook_path: `/Shared/${key}`, base_parameters: { from: key } },
    ...fields,
  });
  const submit = (body: object, as?: string) => api.post(`${JOBS}/runs/submit`, body, as);
  const ended = async (id: number) => {
    for (;;) {
      const { body } = await api.get(`${JOBS}/runs/get?run_id=${id}`);
      if (body.status.state === 'TERMINATED') return body;
      await sleep(5);
    }
  };
  const notebooks = () =>
    api.cluster.calls
      .filter((call) => call.method === 'run_notebook')
      .map((call) => call.params as Notebook[0]);

  test('run their tasks in order, and belong to no job', async () => {
    const { body } = await submit({
      run_name: 'once',
      tasks: [notebook('b', { depends_on: [{ task_key: 'a' }] }), notebook('a')],
    });
    expect(Object.keys(body)).toEqual(['run_id']);
    const run = await ended(body.run_id);
    expect(run).toMatchObject({
      run_name: 'once',
      run_type: 'SUBMIT_RUN',
      trigger: 'ONE_TIME',
      creator_user_name: 'admin@example.com',
      state: { life_cycle_state: 'TERMINATED', result_state: 'SUCCESS' },
    });
    expect(notebooks().map(({ notebook_path, parameters }) => [notebook_path, parameters])).toEqual(
      [
        ['/Shared/a', { from: 'a' }],
        ['/Shared/b', { from: 'b' }],
      ],
    );
    expect((await api.get(`${JOBS}/list`)).body).toEqual({});
    const job = await api.get(`${JOBS}/get?job_id=${run.job_id}`);
    expect(job.body).toEqual({
      error_code: 'INVALID_PARAMETER_VALUE',
      message: `Job ${run.job_id} does not exist.`,
    });
    const listed = async (type: string) =>
      (await api.get(`${JOBS}/runs/list?run_type=${type}`)).body.runs?.length;
    expect([await listed('SUBMIT_RUN'), await listed('JOB_RUN')]).toEqual([1, undefined]);
  });

  test('have one task in the form of older versions', async () => {
    const { body } = await api.post('/api/2.1/jobs/runs/submit', {
      notebook_task: { notebook_path: '/Shared/a' },
      new_cluster: { num_workers: 1, spark_conf: { 'spark.x': '1' } },
    });
    const run = await ended(body.run_id);
    expect([run.run_name, run.tasks.length]).toEqual(['Untitled', 1]);
    expect(notebooks()[0]).toMatchObject({ spark_conf: { 'spark.x': '1' } });
    const output = await api.get(`${JOBS}/runs/get-output?run_id=${body.run_id}`);
    expect(output.body.metadata.run_id).toBe(run.tasks[0].run_id);
  });

  test('start once for one idempotency token', async () => {
    const request = { tasks: [notebook('a')], idempotency_token: 'x' };
    const first = (await submit(request)).body.run_id;
    expect((await submit(request)).body.run_id).toBe(first);
    await ended(first);
    expect(notebooks().length).toBe(1);
    const long = await submit({ ...request, idempotency_token: 'x'.repeat(65) });
    expect(long.body.error_code).toBe('INVALID_PARAMETER_VALUE');
  });

  test('run as the caller, or as `run_as`', async () => {
    await api.post('/api/2.0/preview/scim/v2/Users', { userName: USER });
    await ended((await submit({ tasks: [notebook('a')] }, USER)).body.run_id);
    await ended(
      (await submit({ tasks: [notebook('a')], run_as: { user_name: USER } })).body.run_id,
    );
    expect(notebooks().map(({ principal }) => principal.user_name)).toEqual([USER, USER]);
  });

  test('end with the error of their task', async () => {
    const run = await ended((await submit({ tasks: [notebook('absent')] })).body.run_id);
    expect(run.state).toMatchObject({ life_cycle_state: 'INTERNAL_ERROR', result_state: 'FAILED' });
    expect(run.tasks[0].state.state_message).toMatch(/^Unable to access the notebook/);
  });

  test.each([
    [{}, 'Missing required field: tasks'],
    [{ tasks: [] }, 'Missing required field: tasks'],
    [{ tasks: [{ task_key: 'a' }] }, /must have exactly one kind of task/],
    [{ tasks: [notebook('a')], run_as: { user_name: 'x' } }, /must be a user or service principal/],
    [{ tasks: [notebook('a')], access_control_list: [] }, /must be absent/],
  ])('refuses %j', async (body, message) => {
    const answer = await submit(body);
    expect([answer.status, answer.body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    expect(answer.body.message).toMatch(message);
  });
});

describe('lists of jobs and runs', () => {
  let api: Harness;
  beforeAll(async () => {
    api = await Harness.open();
    for (const name of ['a', 'b', 'c']) await api.post(`${JOBS}/create`, { name });
  });
  afterAll(() => api.close());

  const list = async (query: string, version = '2.2') =>
    (await api.get(`/api/${version}/jobs/list?${query}`)).body;
  const names = (body: { jobs?: Array<{ settings: { name: string } }> }) =>
    body.jobs?.map(({ settings }) => settings.name).sort();

  test('have pages by token; the page beyond the end is empty', async () => {
    const first = await list('limit=2');
    expect(first).not.toHaveProperty('has_more');
    const second = await list(`limit=2&page_token=${first.next_page_token}`);
    expect([...names(first)!, ...names(second)!].sort()).toEqual(['a', 'b', 'c']);
    expect(second).not.toHaveProperty('next_page_token');
    expect(names(await list('page_token=99'))).toBeUndefined();
  });

  test('have offsets and `has_more` in older versions', async () => {
    expect(await list('limit=2', '2.1')).toMatchObject({ has_more: true });
    const last = await list('limit=2&offset=2', '2.1');
    expect([names(last)!.length, last.has_more]).toEqual([1, false]);
    expect(await list('offset=5', '2.1')).toMatchObject({ has_more: false });
  });

  test.each([
    ['jobs/list?page_token=%20or', /`page_token`: must be a token of an earlier page/],
    ['jobs/list?limit=101', /`limit`: must be between 1 and 100, got 101/],
    ['jobs/list?limit=-1', /`limit`: must be between 1 and 100/],
    ['jobs/list?offset=1001', /The supplied offset 1001 has exceeded the value of 1000 allowed/],
    ['jobs/runs/list?limit=26', /`limit`: must be between 1 and 25/],
    ['jobs/runs/list?offset=10001', /exceeded the value of 10000 allowed/],
  ])('refuse %s', async (path, message) => {
    const { status, body } = await api.get(`/api/2.1/${path}`);
    expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    expect(body.message).toMatch(message);
  });
});
