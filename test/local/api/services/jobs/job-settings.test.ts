import { follow, JobHarness, JOBS, notebookTask } from './job-harness';

describe('settings of jobs', () => {
  let jobs: JobHarness;
  beforeEach(async () => {
    jobs = await JobHarness.open();
  });
  afterEach(() => jobs.close());

  test('settings are replaced by reset, merged by update', async () => {
    const job_id = await jobs.create({
      tasks: [notebookTask('a'), notebookTask('b')],
      tags: { x: '1' },
    });
    const settings = async () => (await jobs.api.get(`${JOBS}/get?job_id=${job_id}`)).body.settings;
    await jobs.api.post(`${JOBS}/update`, {
      job_id,
      new_settings: { name: 'k', tasks: [notebookTask('b', { timeout_seconds: 9 })] },
      fields_to_remove: ['tags', 'tasks/a'],
    });
    expect(await settings()).toMatchObject({
      name: 'k',
      tasks: [{ task_key: 'b', timeout_seconds: 9 }],
    });
    expect((await settings()).tags).toBeUndefined();
    await jobs.api.post(`${JOBS}/reset`, { job_id, new_settings: { name: 'l' } });
    expect((await settings()).tasks).toBeUndefined();
    expect(
      (await jobs.api.get(`${JOBS}/list?name=L`)).body.jobs.map(
        (j: { job_id: number }) => j.job_id,
      ),
    ).toEqual([job_id]);
    await jobs.api.post(`${JOBS}/delete`, { job_id });
    expect((await jobs.api.get(`${JOBS}/get?job_id=${job_id}`)).body).toEqual({
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
    const { status, body } = await jobs.api.post(`${JOBS}/create`, { name: 'j', ...settings });
    expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    expect(body.message).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });
});
