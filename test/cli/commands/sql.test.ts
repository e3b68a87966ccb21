import { againstWorkspace } from '../against-workspace';
import { type Handler } from '../fake-workspace';

describe('lakehouse sql', () => {
  const workspace = againstWorkspace();
  const warehouses: Handler = () => ({
    json: {
      warehouses: [
        { id: 'a', state: 'STOPPED' },
        { id: 'b', state: 'RUNNING' },
      ],
    },
  });
  const columns = [
    { name: 'x', type_name: 'INT' },
    { name: 'y', type_name: 'STRING' },
  ];

  /** A warehouse that answers any statement with these columns and rows. */
  const answering = (names: string[], rows: (string | null)[][]): Record<string, Handler> => ({
    'GET /api/2.0/sql/warehouses': warehouses,
    'POST /api/2.0/sql/statements': () => ({
      json: {
        statement_id: 's',
        status: { state: 'SUCCEEDED' },
        manifest: { schema: { columns: names.map((name) => ({ name, type_name: 'STRING' })) } },
        result: { data_array: rows },
      },
    }),
  });

  test('prints every column as JSON, in order, also of equal names and of numbers', async () => {
    const names = ['b', 'a', 'a', '2', '1', 'a_2', '__proto__', 'a'];
    const done = await workspace.run(
      answering(names, [[...'12345678']]),
      'sql',
      '--json',
      'select 1',
    );
    expect(done.stdout).toBe(
      '{"b":"1","a":"2","a_3":"3","2":"4","1":"5","a_2":"6","__proto__":"7","a_4":"8"}\n',
    );
  });

  const HOSTILE = '\u001b]0;title\u0007\u001b[2J\rx\u009b31m\u202eevil\u007f';

  test.each([[[]], [['--json']]])('shows control characters, with %j', async (options) => {
    const done = await workspace.run(
      answering(['x', HOSTILE], [[HOSTILE, 'y']]),
      'sql',
      ...options,
      'select',
    );
    expect(done.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(done.stdout).toContain('\\u001b[2J');
    expect(done.stdout).toContain('\\u009b31m\\u202eevil\\u007f');
    if (options.length > 0) expect(JSON.parse(done.stdout)).toEqual({ x: HOSTILE, [HOSTILE]: 'y' });
  });

  test('shows control characters of an error', async () => {
    const failed: Handler = () => ({
      json: {
        statement_id: 's',
        status: { state: 'FAILED', error: { error_code: 'BAD', message: HOSTILE } },
      },
    });
    const done = await workspace.run(
      { 'GET /': warehouses, 'POST /api/2.0/sql/statements': failed },
      ...['sql', 'select 1'],
    );
    expect(done.stderr).toBe(
      'error: BAD: \\u001b]0;title\\u0007\\u001b[2J\\u000dx\\u009b31m\\u202eevil\\u007f\n',
    );
  });

  test('prints rows of every chunk, on a running warehouse', async () => {
    const done = await workspace.run(
      {
        'GET /api/2.0/sql/warehouses': warehouses,
        'POST /api/2.0/sql/statements': () => ({
          json: { statement_id: 's', status: { state: 'RUNNING' } },
        }),
        'GET /api/2.0/sql/statements/s': () => ({
          json: {
            statement_id: 's',
            status: { state: 'SUCCEEDED' },
            manifest: { schema: { columns } },
            result: {
              data_array: [['1', null]],
              next_chunk_internal_link: '/api/2.0/sql/statements/s/result/chunks/1',
            },
          },
        }),
        'GET /api/2.0/sql/statements/s/result/chunks/1': () => ({
          json: { data_array: [['2', 'b']] },
        }),
      },
      ...['sql', '--json', 'select :n', '--param', 'n=1'],
    );
    expect(done.stdout).toBe('{"x":"1","y":null}\n{"x":"2","y":"b"}\n');
    const sent = workspace.asked.find(({ method }) => method === 'POST')!;
    expect(JSON.parse(sent.body.toString())).toMatchObject({
      statement: 'select :n',
      warehouse_id: 'b',
      parameters: [{ name: 'n', value: '1' }],
    });
  });

  test("a failed statement ends with 1 and the engine's text", async () => {
    const error = { error_code: 'TABLE_OR_VIEW_NOT_FOUND', message: 'no table nope' };
    const done = await workspace.run(
      {
        'GET /api/2.0/sql/warehouses': warehouses,
        'POST /api/2.0/sql/statements': () => ({
          json: { statement_id: 's', status: { state: 'FAILED', error } },
        }),
      },
      ...['sql', 'select * from nope'],
    );
    expect(done).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: TABLE_OR_VIEW_NOT_FOUND: no table nope\n',
    });
  });

  test('a workspace without a warehouse is a clear error', async () => {
    const done = await workspace.run(
      { 'GET /api/2.0/sql/warehouses': () => ({ json: {} }) },
      'sql',
      'x',
    );
    expect(done.stderr).toContain('no SQL warehouse at');
  });
});
