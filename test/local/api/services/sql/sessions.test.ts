import { rowsOf } from '../../fake-cluster';
import { Harness } from '../../harness';

const SESSIONS = '/api/2.0/sql/sessions';
const STATEMENTS = '/api/2.0/sql/statements';
const ANN = 'ann@example.com';

describe('sessions of SQL clients', () => {
  let api: Harness;
  let warehouse_id: string;
  beforeEach(async () => {
    api = await (await Harness.open()).withCatalog();
    warehouse_id = await api.withWarehouse();
  });
  afterEach(() => api.close());

  const open = async (body: object = {}, as?: string) =>
    api.post(SESSIONS, { warehouse_id, ...body }, as);
  const run = (statement: string, session_id: string, as?: string) =>
    api.post(STATEMENTS, { statement, warehouse_id, session_id }, as);
  const sent = () =>
    api.cluster.calls.filter(({ method }) => method === 'execute_statement').at(-1)!.params;

  it('give statements their catalog and schema', async () => {
    const { session_id } = (await open({ catalog: 'spark_catalog', schema: 'silver' })).body;
    await run('select 1', session_id);
    expect(sent()).toMatchObject({ catalog: 'spark_catalog', schema: 'silver' });
  });

  it('keep the catalog and the schema that a statement uses', async () => {
    const { session_id } = (await open()).body;
    api.cluster.handlers.execute_statement = () => ({
      ...rowsOf([], []),
      current_catalog: 'dev',
      current_schema: 'gold',
    });
    await run('use dev.gold', session_id);
    api.cluster.handlers.execute_statement = () => rowsOf(['a'], [['1']]);
    await run('select 1 as a', session_id);
    expect(sent()).toMatchObject({ catalog: 'dev', schema: 'gold' });
  });

  it('end when they are closed', async () => {
    const { session_id } = (await open()).body;
    const closed = await api.send('DELETE', `${SESSIONS}/${session_id}`, { body: { session_id } });
    expect(closed.status).toBe(200);
    expect((await run('select 1', session_id)).body.error_code).toBe('NOT_FOUND');
  });

  it('are those of their principal alone', async () => {
    await api.post('/api/2.0/preview/scim/v2/Users', { userName: ANN });
    const { session_id } = (await open()).body;
    expect((await run('select 1', session_id, ANN)).status).toBe(404);
  });

  it('have the settings of the workspace', async () => {
    expect((await open({ session_confs: { ansi_mode: 'TRUE', QUERY_TAGS: 'a' } })).status).toBe(
      200,
    );
    const refused = await open({ session_confs: { TIMEZONE: 'Europe/Paris' } });
    expect(refused.body.error_code).toBe('INVALID_PARAMETER_VALUE');
    expect((await open({ warehouse_id: 'none' })).body.error_code).toBe('RESOURCE_DOES_NOT_EXIST');
  });

  it('close a statement with its result', async () => {
    const { statement_id: id } = (
      await api.post(STATEMENTS, { statement: 'select 1', warehouse_id })
    ).body;
    expect((await api.delete(`${STATEMENTS}/${id}`)).status).toBe(200);
    expect((await api.get(`${STATEMENTS}/${id}`)).status).toBe(404);
  });
});

test('Thrift is refused with the way that is served', async () => {
  const api = await Harness.open();
  const answer = await api.send('POST', '/sql/1.0/warehouses/1', {
    body: Buffer.from([0x80, 1]),
    headers: { 'content-type': 'application/x-thrift' },
  });
  expect([answer.status, answer.body.error_code]).toEqual([501, 'NOT_IMPLEMENTED']);
  expect(answer.headers['x-thriftserver-error-message']).toContain('use_kernel=True');
  await api.close();
});
