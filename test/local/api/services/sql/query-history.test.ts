import { ClusterError } from '../../../../../local/api/core/cluster/cluster';
import { rowsOf } from '../../fake-cluster';
import { Harness } from '../../harness';

const STATEMENTS = '/api/2.0/sql/statements';
const HISTORY = '/api/2.0/sql/history/queries';
const DAY = 24 * 60 * 60 * 1000;
const USERS = ['ann@example.com', 'bob@example.com'];

describe('the query history', () => {
  let api: Harness;
  let warehouse_id: string;
  beforeAll(async () => {
    api = await (await Harness.open()).withCatalog();
    warehouse_id = await api.withWarehouse();
    for (const userName of USERS) await api.post('/api/2.0/preview/scim/v2/Users', { userName });
    api.cluster.run = (statement) => {
      if (statement.includes('bad')) throw new ClusterError('PARSE_SYNTAX_ERROR', 'no bad');
      return rowsOf(['a'], [['1'], ['2']]);
    };
    const statements = ['-- of ann\nselect 1', 'with a as (select 1) select * from a', 'bad'];
    for (const statement of statements) {
      await api.post(STATEMENTS, { statement, warehouse_id }, USERS[0]);
    }
    await api.post(STATEMENTS, { statement: 'show tables', warehouse_id }, USERS[1]);
  });
  afterAll(() => api.close());

  const list = async (query = '', as?: string) => (await api.get(`${HISTORY}?${query}`, as)).body;
  const texts = async (query = '', as?: string) =>
    (await list(query, as)).res.map((one: { query_text: string }) => one.query_text);

  test('has each statement with its outcome, the newest first', async () => {
    const { res, has_next_page } = await list();
    expect(has_next_page).toBe(false);
    expect(res.map((one: Record<string, unknown>) => [one.statement_type, one.status])).toEqual([
      ['SHOW', 'FINISHED'],
      ['OTHER', 'FAILED'],
      ['SELECT', 'FINISHED'],
      ['SELECT', 'FINISHED'],
    ]);
    expect(res[1].error_message).toMatch('no bad');
    const ann = api.ws.principals.byName(USERS[0]!)!;
    expect(res[3]).toMatchObject({
      query_id: expect.any(String),
      query_text: '-- of ann\nselect 1',
      user_name: USERS[0],
      user_id: Number(ann.id),
      warehouse_id,
      rows_produced: 2,
      is_final: true,
      duration: res[3].query_end_time_ms - res[3].query_start_time_ms,
    });
  });

  test('has pages', async () => {
    const first = await list('max_results=3');
    expect([first.res.length, first.has_next_page]).toEqual([3, true]);
    const last = await list(`max_results=3&page_token=${first.next_page_token}`);
    expect([last.res.length, last.has_next_page]).toEqual([1, false]);
    expect(await list('page_token=50')).toEqual({ res: [], has_next_page: false });
  });

  test('filters by status, user, warehouse, statement and time', async () => {
    const id = api.ws.principals.byName(USERS[1]!)!.id;
    expect(await texts(`filter_by.user_ids=${id}`)).toEqual(['show tables']);
    expect(await texts('filter_by.statuses=FAILED&filter_by.statuses=CANCELED')).toEqual(['bad']);
    expect(await texts('filter_by.warehouse_ids=none')).toEqual([]);
    const [{ query_id }] = (await list('filter_by.statuses=FAILED')).res;
    expect(await texts(`filter_by.statement_ids=${query_id}`)).toEqual(['bad']);
    const at = 'filter_by.query_start_time_range';
    const then = Date.UTC(2023, 0, 1);
    expect(await list(`${at}.start_time_ms=${then}&${at}.end_time_ms=${then + DAY}`)).toEqual({
      res: [],
      has_next_page: false,
    });
    expect((await list('include_metrics=true')).res[0].metrics.rows_produced_count).toBe(2);
  });

  test('shows a user the queries of others on warehouses with CAN_MONITOR only', async () => {
    expect(await texts('', USERS[1])).toEqual(['show tables']);
    await api.send('PATCH', `/api/2.0/permissions/sql/warehouses/${warehouse_id}`, {
      body: { access_control_list: [{ user_name: USERS[1], permission_level: 'CAN_MONITOR' }] },
    });
    expect((await texts('', USERS[1])).length).toBe(4);
  });

  test('has a statement that still runs', async () => {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    api.cluster.handlers.execute_statement = async () => {
      await ended;
      return rowsOf([], []);
    };
    await api.post(STATEMENTS, { statement: 'select 3', warehouse_id, wait_timeout: '0s' });
    const [newest] = (await list()).res;
    expect(newest).toMatchObject({ query_text: 'select 3', is_final: false });
    expect(newest).not.toHaveProperty('query_end_time_ms');
    end();
  });

  test.each([
    [`filter_by.query_start_time_range.start_time_ms=${Date.now() - 31 * DAY}`, /30 days/],
    ['filter_by.query_start_time_range.start_time_ms=x', /must be milliseconds since 1970, got x/],
    ['max_results=1001', /`max_results`: must be between 1 and 1000/],
    ['page_token=x', /`page_token`/],
  ])('refuses %s', async (query, message) => {
    const { status, body } = await api.get(`${HISTORY}?${query}`);
    expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    expect(body.message).toMatch(message);
  });

  test('remains after a restart', async () => {
    const before = await texts('filter_by.statuses=FAILED');
    api = await api.restart();
    expect(await texts('filter_by.statuses=FAILED')).toEqual(before);
  });
});
