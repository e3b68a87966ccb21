import {
  fails,
  follow,
  JobHarness,
  JOBS,
  type Notebook,
  notebookTask,
  results,
} from './job-harness';

describe('runs of jobs', () => {
  let jobs: JobHarness;
  beforeEach(async () => {
    jobs = await JobHarness.open();
  });
  afterEach(() => jobs.close());

  test('what a task says of its progress is its message while it runs', async () => {
    jobs.untilCancelled();
    const job = await jobs.create({ tasks: [notebookTask('a')] });
    const { run_id } = (await jobs.runNow(job)).body;
    await jobs.running(run_id);
    const [task] = (await jobs.getRun(run_id)).tasks;
    jobs.api.cluster.onProgress!(String(task.run_id), 'cell 2 of 3');
    expect((await jobs.getRun(run_id)).tasks[0].state.state_message).toBe('cell 2 of 3');
  });

  test('a run is cancelled with all its tasks, and not retried', async () => {
    jobs.untilCancelled();
    const job = await jobs.create({
      tasks: [notebookTask('a', { max_retries: 5 }), notebookTask('b', follow('a'))],
    });
    const { run_id } = (await jobs.runNow(job)).body;
    await jobs.running(run_id);
    await jobs.api.post(`${JOBS}/runs/cancel`, { run_id });
    const run = await jobs.ended(run_id);
    expect(results(run)).toEqual({ a: 'CANCELED', b: 'CANCELED' });
    expect(run.state).toMatchObject({ result_state: 'CANCELED', user_cancelled_or_timedout: true });
    expect(run.status.termination_details.code).toBe('USER_CANCELED');
  });

  test('runs beyond the limit wait where the job has a queue, and are skipped where not', async () => {
    jobs.untilCancelled();
    const settings = { tasks: [notebookTask('a')], max_concurrent_runs: 1 };
    const queued = await jobs.create({ ...settings, queue: { enabled: true } });
    const first = (await jobs.runNow(queued)).body.run_id;
    const second = (await jobs.runNow(queued)).body.run_id;
    await jobs.running(first);
    expect((await jobs.getRun(second)).status.state).toBe('QUEUED');
    await jobs.api.post(`${JOBS}/runs/cancel`, { run_id: first });
    await jobs.running(second);
    const withoutQueue = await jobs.create(settings);
    await jobs.runNow(withoutQueue);
    const last = (await jobs.runNow(withoutQueue)).body;
    expect((await jobs.getRun(last.run_id)).state).toMatchObject({
      life_cycle_state: 'SKIPPED',
      result_state: 'MAXIMUM_CONCURRENT_RUNS_REACHED',
    });
  });

  test('the same idempotency token names the same run', async () => {
    const job = await jobs.create({ tasks: [notebookTask('a')] });
    const first = (await jobs.runNow(job, { idempotency_token: 't' })).body;
    const again = (await jobs.runNow(job, { idempotency_token: 't' })).body;
    expect(again).toEqual(first);
    expect((await jobs.runNow(job)).body.number_in_job).toBe(first.number_in_job + 1);
  });

  test('a repair runs only what failed, in the same run', async () => {
    jobs.notebooks['/Shared/b'] = fails;
    const failed = await jobs.start({
      tasks: [notebookTask('a'), notebookTask('b', follow('a')), notebookTask('c', follow('b'))],
    });
    expect(results(failed)).toEqual({ a: 'SUCCESS', b: 'FAILED', c: 'UPSTREAM_FAILED' });
    delete jobs.notebooks['/Shared/b'];
    await jobs.api.post(`${JOBS}/runs/repair`, {
      run_id: failed.run_id,
      rerun_all_failed_tasks: true,
    });
    const repaired = await jobs.ended(failed.run_id);
    expect(repaired.state.result_state).toBe('SUCCESS');
    expect(repaired.tasks.filter((t: { task_key: string }) => t.task_key === 'a')).toHaveLength(1);
    expect(repaired.repair_history).toHaveLength(1);
  });

  test('a run acts as the service principal that its job names', async () => {
    const { body } = await jobs.api.post('/api/2.0/preview/scim/v2/ServicePrincipals', {
      displayName: 'jobs',
    });
    await jobs.start({
      tasks: [notebookTask('a')],
      run_as: { service_principal_name: body.applicationId },
    });
    const call = jobs.api.cluster.calls.find((c) => c.method === 'run_notebook')!;
    expect((call.params as Notebook[0]).principal.user_name).toBe(body.applicationId);
  });

  test('a run that the end of the workspace cut off says so after the next start', async () => {
    jobs.untilCancelled();
    const job = await jobs.create({ tasks: [notebookTask('a')] });
    const { run_id } = (await jobs.runNow(job)).body;
    await jobs.running(run_id);
    await jobs.restart();
    const run = await jobs.getRun(run_id);
    expect(run.state).toMatchObject({
      life_cycle_state: 'INTERNAL_ERROR',
      result_state: 'FAILED',
      state_message: 'The workspace stopped while this ran',
    });
    expect(
      (await jobs.api.get(`${JOBS}/runs/list?job_id=${job}&active_only=true`)).body.runs,
    ).toBeUndefined();
    expect((await jobs.runNow(job)).body.number_in_job).toBe(2);
  });
});
