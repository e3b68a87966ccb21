import { ClusterError, type ClusterMethods } from '../../../../../local/api/core/cluster/cluster';
import { Access } from '../../../../../local/api/services/unity-catalog/access/access';
import { Harness } from '../../harness';

const PIPELINES = '/api/2.0/pipelines';
const ROOT = '/Workspace/Shared/code';
const DATASETS = ['spark_catalog.bronze.raw', 'spark_catalog.silver.good'];

describe('pipelines', () => {
  let api: Harness;
  /** Ends the update under way. */
  let release: (end?: Error) => void;
  let ran: ClusterMethods['run_pipeline_update'][0][];

  beforeEach(async () => {
    api = await Harness.open();
    await api.post('/api/2.0/workspace/mkdirs', { path: '/Shared/code' });
    ran = [];
    api.cluster.handlers.run_pipeline_update = (params) => {
      ran.push(params);
      return new Promise((resolve, reject) => {
        release = (end) => {
          for (const table of DATASETS) {
            api.cluster.onProgress!(params.task_run_id, `Flow ${table} is QUEUED.`);
          }
          if (end) reject(end);
          else resolve({});
        };
      });
    };
  });
  afterEach(async () => {
    release?.();
    await api.close();
  });

  const settings = () => ({
    name: 'ingest',
    catalog: 'spark_catalog',
    schema: 'silver',
    root_path: ROOT,
    libraries: [{ glob: { include: `${ROOT}/pipeline/**` } }],
    configuration: { 'lakehouse.layout': 'zorder' },
    continuous: false,
    serverless: true,
  });
  const create = (change: object = {}) => api.post(PIPELINES, { ...settings(), ...change });
  const created = async (): Promise<string> => `${PIPELINES}/${(await create()).body.pipeline_id}`;
  const stateOf = async (url: string) => (await api.get(url)).body.latest_updates[0]?.state;
  const until = async (url: string, state: string) => {
    for (let i = 0; i < 100 && (await stateOf(url)) !== state; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(await stateOf(url)).toBe(state);
  };

  test('are answered as they were given, with what Databricks fills in, and found by name', async () => {
    const id = (await create()).body.pipeline_id;
    const { body } = await api.get(`${PIPELINES}/${id}`);
    expect(body).toEqual({
      pipeline_id: id,
      name: 'ingest',
      state: 'IDLE',
      health: 'HEALTHY',
      creator_user_name: 'admin@example.com',
      run_as_user_name: 'admin@example.com',
      latest_updates: [],
      last_modified: body.last_modified,
      spec: { ...settings(), id, channel: 'CURRENT', edition: 'ADVANCED' },
    });
    const found = async (name: string) =>
      (await api.get(`${PIPELINES}?filter=${encodeURIComponent(`name LIKE '${name}'`)}`)).body;
    expect((await found('ing%')).statuses).toMatchObject([{ pipeline_id: id, state: 'IDLE' }]);
    expect((await found('other')).statuses).toEqual([]);
  });

  test.each([
    [{}, 5],
    [{ development: true }, 0],
    [{ configuration: { 'pipelines.numUpdateRetryAttempts': '2' } }, 2],
  ])('of %j try an update again %i times', async (change, retries) => {
    const { body } = await create(change);
    await api.post(`${PIPELINES}/${body.pipeline_id}/updates`, {});
    await until(`${PIPELINES}/${body.pipeline_id}`, 'WAITING_FOR_RESOURCES');
    expect(ran).toMatchObject([{ retries }]);
  });

  test('are changed as a whole, and keep their id', async () => {
    const url = await created();
    await api.send('PUT', url, { body: { ...settings(), name: 'renamed', id: 'x' } });
    const { spec } = (await api.get(url)).body;
    expect(spec).toMatchObject({ name: 'renamed', id: url.split('/').at(-1) });
  });

  test.each([
    [
      { catalog: 'other' },
      '`catalog` of pipeline ingest: must be one of lakehouse_local, got "other"',
    ],
    [
      { continuous: true },
      "`continuous` of pipeline ingest: must be false: open-source Spark's pipelines end when all is read, got true",
    ],
    [{ libraries: [] }, '`libraries` of pipeline ingest: must name at least one source, got []'],
    [
      { libraries: [{ jar: 'x.jar' }] },
      `\`libraries\` of pipeline ingest: must be a glob or a file below root_path (${ROOT}), got {"jar":"x.jar"}`,
    ],
    [
      { run_as: { user_name: 'absent' } },
      '`run_as` of pipeline ingest: must be a user or service principal of the workspace, got absent',
    ],
  ])('are refused with %j', async (change, message) => {
    expect(await create(change)).toMatchObject({ status: 400, body: { message } });
  });

  test('of the same name are refused', async () => {
    await create();
    expect((await create()).body.message).toBe('A pipeline of the name ingest exists already');
  });

  test('run one update at a time, whose tables are owned by whom they run as', async () => {
    const url = await created();
    const { update_id } = (await api.post(`${url}/updates`, { full_refresh: true })).body;
    expect(ran).toMatchObject([
      {
        update_id,
        task_run_id: update_id,
        catalog: 'lakehouse_local',
        schema: 'silver',
        configuration: { 'lakehouse.layout': 'zorder' },
        root_path: `${api.root}/workspace/Shared/code`,
        libraries: ['pipeline/**'],
        full_refresh: true,
        principal: { user_name: 'admin@example.com' },
      },
    ]);
    expect(await api.post(`${url}/updates`, {})).toMatchObject({
      status: 409,
      body: { error_code: 'RESOURCE_CONFLICT' },
    });
    api.cluster.onProgress!(update_id, 'Flow spark_catalog.silver.good is RUNNING.');
    expect((await api.get(url)).body).toMatchObject({ state: 'RUNNING' });
    release();
    await until(url, 'COMPLETED');
    expect((await api.get(`${url}/updates/${update_id}`)).body.update).toMatchObject({
      update_id,
      state: 'COMPLETED',
      cause: 'API_CALL',
      full_refresh: true,
    });
    const { events } = (await api.get(`${url}/events`)).body;
    expect(events.map((event: { message: string }) => event.message)).toEqual([
      `Update ${update_id} is COMPLETED.`,
      ...DATASETS.map((table) => `Flow ${table} is QUEUED.`).reverse(),
      'Flow spark_catalog.silver.good is RUNNING.',
      `Update ${update_id} started by API_CALL.`,
    ]);
    const owner = api.ws
      .get(Access)
      .tree.ownerOf({ securable_type: 'table', full_name: DATASETS[0]! });
    expect(owner).toBe('admin@example.com');
  });

  test('say why an update failed, and can be updated again', async () => {
    const url = await created();
    await api.post(`${url}/updates`, {});
    release(new ClusterError('TABLE_OR_VIEW_NOT_FOUND', 'no table x'));
    await until(url, 'FAILED');
    const { events } = (await api.get(`${url}/events`)).body;
    expect(events[0]).toMatchObject({ level: 'ERROR' });
    expect(events[0].message).toMatch(/is FAILED. no table x$/);
    expect((await api.get(url)).body).toMatchObject({ state: 'IDLE', health: 'UNHEALTHY' });
    expect((await api.post(`${url}/updates`, {})).status).toBe(200);
  });

  test('stop what is under way', async () => {
    const url = await created();
    const { update_id } = (await api.post(`${url}/updates`, {})).body;
    api.cluster.handlers.cancel = ({ id_to_cancel }) => {
      expect(id_to_cancel).toBe(update_id);
      release(new ClusterError('CANCELED', 'Update was canceled'));
      return { cancelled: true };
    };
    await api.post(`${url}/stop`, {});
    expect(await stateOf(url)).toBe('CANCELED');
  });

  test('take the tables along that they made when they are deleted', async () => {
    const url = await created();
    await api.post(`${url}/updates`, {});
    release();
    await until(url, 'COMPLETED');
    const dropped: string[][] = [];
    api.cluster.handlers.drop_tables = ({ full_names }) => {
      dropped.push(full_names);
      return {};
    };
    await api.delete(url);
    expect(dropped).toEqual([DATASETS]);
    expect(await api.get(url)).toMatchObject({ status: 404 });
  });

  test('are updated by a task of a job, which ends as the update does', async () => {
    const url = await created();
    const pipeline_task = { pipeline_id: url.split('/').at(-1) };
    const { job_id } = (
      await api.post('/api/2.1/jobs/create', { tasks: [{ task_key: 'update', pipeline_task }] })
    ).body;
    const { run_id } = (await api.post('/api/2.1/jobs/run-now', { job_id })).body;
    await until(url, 'WAITING_FOR_RESOURCES');
    expect((await api.get(url)).body.latest_updates).toHaveLength(1);
    release(new ClusterError('UNRESOLVED_COLUMN', 'no column x'));
    await until(url, 'FAILED');
    const run = () => api.get(`/api/2.1/jobs/runs/get?run_id=${run_id}`);
    while ((await run()).body.status.state !== 'TERMINATED') await new Promise(setImmediate);
    expect((await run()).body.state).toMatchObject({ result_state: 'FAILED' });
  });

  test('end what was under way when the workspace stops', async () => {
    const url = await created();
    await api.post(`${url}/updates`, {});
    await api.ws.state.persist();
    api = await api.restart();
    expect((await api.get(url)).body.latest_updates).toMatchObject([{ state: 'CANCELED' }]);
  });
});
