import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { Harness } from '../../harness';

const JOBS = '/api/2.2/jobs';
const LANDING = '/Volumes/spark_catalog/silver/landing';

describe('triggers', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await (await Harness.open()).withCatalog();
    await api.post('/api/2.0/workspace/import', {
      path: '/Shared/a',
      language: 'PYTHON',
      content: '',
    });
  });
  afterEach(() => api.close());

  const create = async (settings: object) => {
    const tasks = [{ task_key: 'a', notebook_task: { notebook_path: '/Shared/a' } }];
    return (await api.post(`${JOBS}/create`, { name: 'j', tasks, ...settings })).body
      .job_id as number;
  };
  const runs = async (job: number): Promise<Array<{ trigger: string }>> => {
    const { status, body } = await api.get(`${JOBS}/runs/list?job_id=${job}`);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body.runs ?? [];
  };
  const runsReach = async (job: number, count: number) => {
    for (let i = 0; i < 400; i += 1) {
      const found = await runs(job);
      if (found.length >= count) return found;
      await sleep(25);
    }
    throw new Error(`job ${job} has ${(await runs(job)).length} runs, not ${count}`);
  };
  const upload = (name: string) =>
    api.send('PUT', `/api/2.0/fs/files${LANDING}/${name}`, { body: 'x' });

  test('arriving files start one run, files from before none', async () => {
    await upload('old');
    const job = await create({ trigger: { file_arrival: { url: `${LANDING}/` } } });
    await sleep(1500);
    expect(await runs(job)).toEqual([]);
    await upload('in/a/folder');
    await upload('another');
    expect((await runsReach(job, 1))[0]!.trigger).toBe('FILE_ARRIVAL');
    await sleep(1500);
    expect(await runs(job)).toHaveLength(1);
  }, 20_000);

  test('files that arrive while the workspace is down are news at the next start', async () => {
    const job = await create({ trigger: { file_arrival: { url: LANDING } } });
    await api.close(false);
    writeFileSync(`${api.root}/volumes/spark_catalog/silver/landing/late`, 'x');
    api = await Harness.open(api.root);
    expect(await runsReach(job, 1)).toHaveLength(1);
  }, 20_000);

  describe('of table updates', () => {
    const commit = (table: string, version: number) => {
      const log = `${api.root}/warehouse/silver.db/${table}/_delta_log`;
      mkdirSync(log, { recursive: true });
      writeFileSync(`${log}/${String(version).padStart(20, '0')}.json`, '{}');
    };
    const on = (settings: object) => ({ trigger: { table_update: settings } });
    const DEALS = 'spark_catalog.silver.deals';
    const REPS = 'spark_catalog.silver.reps';

    test('a new version starts one run, versions from before none', async () => {
      commit('deals', 0);
      const job = await create(on({ table_names: [DEALS] }));
      await sleep(1500);
      expect(await runs(job)).toEqual([]);
      commit('deals', 1);
      commit('deals', 2);
      expect((await runsReach(job, 1))[0]!.trigger).toBe('TABLE');
      await sleep(1500);
      expect(await runs(job)).toHaveLength(1);
    }, 20_000);

    test('all tables are updated for the condition ALL_UPDATED', async () => {
      const job = await create(on({ table_names: [DEALS, REPS], condition: 'ALL_UPDATED' }));
      await sleep(500);
      commit('deals', 0);
      await sleep(2500);
      expect(await runs(job)).toEqual([]);
      commit('reps', 0);
      expect(await runsReach(job, 1)).toHaveLength(1);
    }, 20_000);

    test.each([
      ['no table', { table_names: [] }],
      ['a name in two parts', { table_names: ['silver.deals'] }],
      ['an unknown condition', { table_names: [DEALS], condition: 'SOME' }],
    ])('%s is refused', async (_what, settings) => {
      const tasks = [{ task_key: 'a', notebook_task: { notebook_path: '/Shared/a' } }];
      const made = await api.post(`${JOBS}/create`, { name: 'j', tasks, ...on(settings) });
      expect([made.status, made.body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    });
  });

  test('a schedule starts runs until it is paused', async () => {
    const schedule = { quartz_cron_expression: '* * * * * ?', timezone_id: 'UTC' };
    const job = await create({ schedule });
    expect((await runsReach(job, 1))[0]!.trigger).toBe('PERIODIC');
    await api.post(`${JOBS}/update`, {
      job_id: job,
      new_settings: { schedule: { ...schedule, pause_status: 'PAUSED' } },
    });
    const { length } = await runs(job);
    await sleep(1500);
    expect(await runs(job)).toHaveLength(length);
  }, 20_000);

  test('a continuous job starts at once, and again after its run', async () => {
    const job = await create({ continuous: { pause_status: 'UNPAUSED' } });
    expect((await runsReach(job, 2))[0]!.trigger).toBe('CONTINUOUS');
    await api.post(`${JOBS}/delete`, { job_id: job });
    const { length } = await runs(job);
    await sleep(200);
    expect(await runs(job)).toHaveLength(length);
  }, 20_000);

  test.each([
    [
      { quartz_cron_expression: '0 0 3 * * *', timezone_id: 'UTC' },
      '`schedule.quartz_cron_expression` of job j: not a Quartz cron expression, got 0 0 3 * * * ' +
        '(exactly one of days of month and days of week must be `?`, got * and *)',
    ],
    [
      { quartz_cron_expression: '0 0 3 * * ?', timezone_id: 'europe/berlin' },
      '`schedule.timezone_id` of job j: not a Java time zone id such as UTC, Europe/Berlin or ' +
        'GMT+01:00 (case counts), got europe/berlin',
    ],
    [
      { timezone_id: 'UTC' },
      '`schedule.quartz_cron_expression` of job j: not a Quartz cron expression, got nothing',
    ],
  ])('a schedule %j is refused', async (schedule, message) => {
    const tasks = [{ task_key: 'a', notebook_task: { notebook_path: '/Shared/a' } }];
    const { status, body } = await api.post(`${JOBS}/create`, { name: 'j', tasks, schedule });
    expect({ status, message: body.message }).toEqual({ status: 400, message });
  });
});
