import { ClusterError } from '../../../../../local/api/core/cluster/cluster';
import { Statements } from '../../../../../local/api/services/sql/statements';
import { DEPLOYABLE_WAREHOUSE_SIZES, WAREHOUSE_SIZES } from '../../../../../rules/warehouse-sizes';
import { rowsOf } from '../../fake-cluster';
import { Harness } from '../../harness';

const PATH = '/api/2.0/sql/statements';

describe('statement execution', () => {
  let api: Harness;
  let warehouse_id: string;
  beforeEach(async () => {
    api = await Harness.open();
    warehouse_id = await api.withWarehouse();
  });
  afterEach(() => api.close());

  const execute = async (fields: object = {}) =>
    (await api.post(PATH, { warehouse_id, statement: 'select 1', ...fields })).body;
  /** Makes the Spark process answer when told to. */
  const holdExecution = () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    api.cluster.handlers.execute_statement = async () => {
      await held;
      return rowsOf(['x'], [['1']]);
    };
    return release;
  };

  test('gives rows with a typed manifest', async () => {
    api.cluster.handlers.execute_statement = () => ({
      columns: [
        {
          name: 'd',
          position: 0,
          type_text: 'DECIMAL(18,2)',
          type_name: 'DECIMAL',
          type_precision: 18,
          type_scale: 2,
        },
      ],
      rows: [['1.50'], [null]],
      truncated: false,
    });
    const body = await execute();
    expect(body.status).toEqual({ state: 'SUCCEEDED' });
    expect(body.manifest).toMatchObject({
      format: 'JSON_ARRAY',
      schema: {
        column_count: 1,
        columns: [{ name: 'd', type_name: 'DECIMAL', type_precision: 18 }],
      },
      total_row_count: 2,
      total_chunk_count: 1,
      truncated: false,
    });
    expect(body.result).toMatchObject({
      chunk_index: 0,
      row_offset: 0,
      data_array: [['1.50'], [null]],
    });
  });

  test('passes parameters, defaults, limits and the principal on', async () => {
    await execute({
      parameters: [{ name: 'a', value: 7, type: 'INT' }, { name: 'b' }],
      catalog: 'spark_catalog',
      schema: 'gold',
      row_limit: 5,
    });
    expect(api.cluster.calls.at(-1)).toMatchObject({
      method: 'execute_statement',
      params: {
        statement: 'select 1',
        parameters: [
          { name: 'a', value: '7', type: 'INT' },
          { name: 'b', value: null },
        ],
        catalog: 'lakehouse_local',
        schema: 'gold',
        row_limit: 5,
        principal: { user_name: 'admin@example.com', groups: ['admins', 'users', 'account users'] },
      },
    });
  });

  test('a large result has several chunks in order', async () => {
    const rows = Array.from({ length: 100 }, (_, i) => [`${i}`.padStart(100_000, 'x')]);
    api.cluster.handlers.execute_statement = () => rowsOf(['x'], rows);
    const body = await execute();
    expect(body.manifest.total_chunk_count).toBeGreaterThan(2);
    const got = [...body.result.data_array];
    for (let next = body.result.next_chunk_index; next !== undefined;) {
      const chunk = (await api.get(`${PATH}/${body.statement_id}/result/chunks/${next}`)).body;
      expect(chunk.row_offset).toBe(got.length);
      got.push(...chunk.data_array);
      next = chunk.next_chunk_index;
    }
    expect(got).toEqual(rows);
    expect((await api.get(`${PATH}/${body.statement_id}/result/chunks/99`)).status).toBe(404);
  });

  test('a failure has the real text of the engine, in the form of the API', async () => {
    api.cluster.handlers.execute_statement = () => {
      throw new ClusterError(
        'TABLE_OR_VIEW_NOT_FOUND',
        '[TABLE_OR_VIEW_NOT_FOUND] no `t`',
        '42P01',
      );
    };
    expect((await execute()).status).toEqual({
      state: 'FAILED',
      error: { error_code: 'BAD_REQUEST', message: '[TABLE_OR_VIEW_NOT_FOUND] no `t`' },
      sql_state: '42P01',
    });
  });

  test('is left to run, or cancelled, when the wait is over', async () => {
    const release = holdExecution();
    const running = await execute({ wait_timeout: '0s' });
    expect(running.status.state).toMatch(/PENDING|RUNNING/);
    release();
    let state = '';
    while (state !== 'SUCCEEDED') {
      state = (await api.get(`${PATH}/${running.statement_id}`)).body.status.state;
    }

    holdExecution();
    const cancelled = await execute({ wait_timeout: '5s', on_wait_timeout: 'CANCEL' });
    expect(cancelled.status).toEqual({ state: 'CANCELED' });
    expect(api.cluster.calls.at(-1)).toEqual({
      method: 'cancel',
      params: { id_to_cancel: cancelled.statement_id },
    });
  }, 15_000);

  test('is cancelled on request, with any later answer of the engine', async () => {
    const release = holdExecution();
    const { statement_id: id } = await execute({ wait_timeout: '0s' });
    expect((await api.post(`${PATH}/${id}/cancel`, {})).status).toBe(200);
    release();
    await api.ws.get(Statements).get(id)!.finished;
    expect((await api.get(`${PATH}/${id}`)).body.status).toEqual({ state: 'CANCELED' });
  });

  test('a result above the inline limit fails unless a limit was asked for', async () => {
    api.cluster.handlers.execute_statement = () => ({ ...rowsOf(['x'], [['1']]), truncated: true });
    expect((await execute()).status.error.message).toMatch(/^Inline byte limit exceeded/);
    expect((await execute({ byte_limit: 10 })).manifest.truncated).toBe(true);
    expect((await execute({ row_limit: 1 })).manifest.truncated).toBe(true);
  });

  test('is shown to its owner and to admins only', async () => {
    for (const userName of ['a@example.com', 'b@example.com']) {
      await api.post('/api/2.0/preview/scim/v2/Users', { userName });
    }
    const { body } = await api.post(PATH, { warehouse_id, statement: 'select 1' }, 'a@example.com');
    const seen = async (as: string) => (await api.get(`${PATH}/${body.statement_id}`, as)).status;
    expect(await seen('a@example.com')).toBe(200);
    expect(await seen('admin@example.com')).toBe(200);
    expect(await seen('b@example.com')).toBe(403);
  });

  test.each([
    [{ wait_timeout: '3s' }, '`wait_timeout`: must be 0s or between 5s and 50s, got 3s'],
    [{ wait_timeout: '51s' }, '`wait_timeout`: must be 0s or between 5s and 50s, got 51s'],
    [
      { disposition: 'LINKS' },
      '`disposition`: must be INLINE or EXTERNAL_LINKS or INLINE_OR_EXTERNAL_LINKS, got LINKS',
    ],
    [
      { format: 'ARROW_STREAM' },
      '`format`: must be JSON_ARRAY with the disposition INLINE, got ARROW_STREAM',
    ],
    [
      { disposition: 'EXTERNAL_LINKS', format: 'XML' },
      '`format`: must be JSON_ARRAY or ARROW_STREAM or CSV, got XML',
    ],
    [{ on_wait_timeout: 'STOP' }, '`on_wait_timeout`: must be CONTINUE or CANCEL, got STOP'],
    [{ row_limit: 0 }, '`row_limit`: must be above 0, got 0'],
    [{ warehouse_id: 'x' }, 'SQL warehouse x does not exist.'],
    [{ statement: '' }, 'Missing required field: statement'],
  ])('refuses %j', async (fields, message) => {
    expect((await execute(fields)).message).toBe(message);
  });
});

describe('warehouses', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await Harness.open();
  });
  afterEach(() => api.close());

  test('start Spark when made, and have what the provider needs for an empty plan', async () => {
    expect(api.cluster.status).toBe('stopped');
    const id = await api.withWarehouse();
    expect(api.cluster.status).toBe('ready');
    const { body } = await api.get(`/api/2.0/sql/warehouses/${id}`);
    const { port } = new URL(api.ws.host);
    expect(body).toMatchObject({
      state: 'RUNNING',
      auto_stop_mins: 120,
      odbc_params: { hostname: '127.0.0.1', path: `/sql/1.0/warehouses/${id}`, port: Number(port) },
    });
    const sources = (await api.get('/api/2.0/preview/sql/data_sources')).body;
    expect(sources.map((source: { warehouse_id: string }) => source.warehouse_id)).toEqual([id]);
  });

  test('are stopped, started, edited and deleted', async () => {
    const id = await api.withWarehouse();
    const path = `/api/2.0/sql/warehouses/${id}`;
    const state = async () => (await api.get(path)).body.state;
    await api.post(`${path}/stop`, {});
    expect(await state()).toBe('STOPPED');
    await api.post(`${path}/start`, {});
    expect(await state()).toBe('RUNNING');
    await api.post(`${path}/edit`, { auto_stop_mins: 5 });
    expect((await api.get(path)).body).toMatchObject({ name: 'w', auto_stop_mins: 5 });
    await api.delete(path);
    expect((await api.get(path)).status).toBe(404);
  });

  test('that cannot start say why', async () => {
    const id = await api.withWarehouse();
    api.cluster.status = 'failed';
    api.cluster.failure = 'no Java';
    expect((await api.get(`/api/2.0/sql/warehouses/${id}`)).body).toMatchObject({
      state: 'STOPPED',
      health: { status: 'FAILED', message: 'no Java' },
    });
  });

  test('has each size of the REST reference', async () => {
    for (const cluster_size of WAREHOUSE_SIZES) {
      const made = await api.post('/api/2.0/sql/warehouses', { name: cluster_size, cluster_size });
      expect([cluster_size, made.status]).toEqual([cluster_size, 200]);
    }
    // the settings have the sizes that the provider deploys
    expect(WAREHOUSE_SIZES.slice(0, -1)).toEqual(DEPLOYABLE_WAREHOUSE_SIZES);
  });

  test.each([
    [
      { name: 'x', cluster_size: 'Huge' },
      /`cluster_size` of warehouse x: must be one of .* got Huge/,
    ],
    [{ name: 'x', cluster_size: 'Small', auto_stop_mins: -1 }, /must be 0 or more, got -1/],
    [{ cluster_size: 'Small' }, /Missing required field: name/],
  ])('refuse %j', async (body, message) => {
    expect((await api.post('/api/2.0/sql/warehouses', body)).body.message).toMatch(message);
  });
});
