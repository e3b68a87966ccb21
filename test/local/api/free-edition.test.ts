/** Quotas of the Free Edition (Databricks documentation, "Databricks Free Edition limitations"). */
import { setTimeout as sleep } from 'node:timers/promises';

import { FREE_TASKS } from '../../../local/api/services/jobs/task-slots';
import { Harness } from './harness';
import { JobHarness, JOBS, notebookTask } from './services/jobs/job-harness';

describe('job tasks of a workspace of the Free Edition', () => {
  let jobs: JobHarness;
  /** Ends of the tasks that run, by task. */
  let ends: Array<() => void>;

  beforeEach(async () => {
    jobs = await JobHarness.open({ kind: 'free' });
    ends = [];
    jobs.notebooks['/Shared/a'] = () => new Promise((resolve) => ends.push(() => resolve({})));
  });
  afterEach(() => jobs.close());

  const keys = Array.from({ length: FREE_TASKS + 2 }, (_, number) => `t${number}`);
  const tasks = keys.map((task_key) => ({ ...notebookTask('a'), task_key }));
  const count = async (number: number): Promise<void> => {
    for (let i = 0; i < 200 && ends.length < number; i += 1) await sleep(5);
    expect(ends).toHaveLength(number);
  };

  test('run five at a time, and the others wait', async () => {
    const id = (await jobs.runNow(await jobs.create({ tasks }))).body.run_id;
    await count(FREE_TASKS);
    const waiting = (await jobs.getRun(id)).tasks.filter(
      (task: { state: { life_cycle_state: string } }) => task.state.life_cycle_state === 'PENDING',
    );
    expect(waiting).toHaveLength(2);
    expect(waiting[0].state.state_message).toBe('Waiting: 5 tasks run, the limit of the workspace');
    ends[0]!();
    await count(FREE_TASKS + 1);
    for (const end of ends.slice(1)) end();
    await count(FREE_TASKS + 2);
    ends.at(-1)!();
    expect((await jobs.ended(id)).state.result_state).toBe('SUCCESS');
  });

  test('that wait end with their run, and leave their place to others', async () => {
    const first = (await jobs.runNow(await jobs.create({ tasks: tasks.slice(0, FREE_TASKS) }))).body
      .run_id;
    await count(FREE_TASKS);
    const job = await jobs.create({ name: 'k', tasks: [notebookTask('a')] });
    const waiting = (await jobs.runNow(job)).body.run_id;
    await jobs.api.post(`${JOBS}/runs/cancel`, { run_id: waiting });
    expect((await jobs.ended(waiting)).state.result_state).toBe('CANCELED');
    for (const end of ends) end();
    await jobs.ended(first);
    const next = (await jobs.runNow(job)).body.run_id;
    await count(FREE_TASKS + 1);
    ends.at(-1)!();
    expect((await jobs.ended(next)).state.result_state).toBe('SUCCESS');
  });
});

describe('other compute of a workspace of the Free Edition', () => {
  let api: Harness;
  beforeAll(async () => {
    api = await Harness.open(undefined, { kind: 'free' });
  });
  afterAll(() => api.close());

  test('has one active pipeline', async () => {
    await api.post('/api/2.0/workspace/mkdirs', { path: '/Shared/code' });
    let end: () => void = () => undefined;
    api.cluster.handlers.run_pipeline_update = () =>
      new Promise((resolve) => (end = () => resolve({})));
    const create = async (name: string): Promise<string> => {
      const { body } = await api.post('/api/2.0/pipelines', {
        name,
        catalog: 'spark_catalog',
        schema: 'silver',
        root_path: '/Workspace/Shared/code',
        libraries: [{ glob: { include: '/Workspace/Shared/code/**' } }],
        serverless: true,
      });
      return `/api/2.0/pipelines/${body.pipeline_id}`;
    };
    const [first, second] = [await create('first'), await create('second')];
    expect((await api.post(`${first}/updates`, {})).status).toBe(200);
    const { status, body } = await api.post(`${second}/updates`, {});
    expect([status, body.error_code, body.message]).toEqual([
      400,
      'QUOTA_EXCEEDED',
      'You have reached the maximum number of active pipelines. Wait for the active pipeline to end, or stop it.',
    ]);
    end();
    for (;;) {
      const { latest_updates: updates } = (await api.get(first)).body;
      if (updates[0].state === 'COMPLETED') break;
      await sleep(5);
    }
    expect((await api.post(`${second}/updates`, {})).status).toBe(200);
    end();
  });

  test('serves models on CPU without provisioned throughput', async () => {
    const refused = async (fields: object): Promise<string> => {
      const entity = { entity_name: 'workspace.gold.m', entity_version: '1', ...fields };
      const config = { served_entities: [entity] };
      return (await api.post('/api/2.0/serving-endpoints', { name: 'e', config })).body.message;
    };
    expect(await refused({ workload_type: 'GPU_SMALL' })).toBe(
      '`workload_type` of workspace.gold.m: must be one of CPU in the workspace, got GPU_SMALL',
    );
    expect(await refused({ min_provisioned_throughput: 0 })).toBe(
      'Provisioned throughput of workspace.gold.m is not supported in the workspace.',
    );
  });

  test('has no API of an account', async () => {
    const { status, body } = await api.get('/api/2.0/accounts/1/workspaces');
    expect([status, body.error_code]).toEqual([404, 'ENDPOINT_NOT_FOUND']);
  });
});
