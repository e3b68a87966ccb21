import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { FakeWorkspace, Handler } from '../fake-workspace';
import { Ended, lakehouse } from '../lakehouse';

const COLUMNS = [
  ...['version', 'timestamp', 'userName', 'operation', 'operationParameters', 'job'],
  'operationMetrics',
];
const ROWS: Record<string, object> = {
  restored: ['4', '2026-01-05T00:00:00.000Z', 'ann', 'RESTORE', { version: '2' }, null, {}],
  merged: [
    ...['3', '2026-01-04T00:00:00.000Z', 'jobs', 'MERGE', {}],
    { jobId: '7', jobName: 'ingest', runId: '9' },
    {
      ...{ numTargetRowsInserted: '5', numTargetRowsUpdated: '2', numTargetRowsDeleted: '1' },
      numOutputRows: '20',
    },
  ],
  deleted: ['2', '2026-01-03T00:00:00.000Z', null, 'DELETE', {}, null, { numDeletedRows: '8' }],
  rewritten: ['1', '2026-01-02T00:00:00.000Z', null, 'REORG', {}, null, { numOutputRows: '9' }],
  appended: ['0', '2026-01-01T00:00:00.000Z', null, 'WRITE', {}, null, { numOutputRows: '9' }],
};

describe('history', () => {
  let workspace: FakeWorkspace | undefined;
  afterEach(async () => {
    await workspace?.stop();
    workspace = undefined;
  });

  const answered = {
    status: { state: 'SUCCEEDED' },
    manifest: { schema: { columns: COLUMNS.map((name) => ({ name, type_name: 'STRING' })) } },
    result: {
      data_array: Object.values(ROWS).map((row) =>
        (row as unknown[]).map((value) =>
          typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
        ),
      ),
    },
  };

  async function run(answer: object, ...args: string[]): Promise<Ended> {
    const handlers: Record<string, Handler> = {
      'GET /api/2.0/sql/warehouses': () => ({
        json: { warehouses: [{ id: 'w', state: 'RUNNING' }] },
      }),
      'POST /api/2.0/sql/statements': () => ({ json: { statement_id: 's', ...answer } }),
    };
    workspace = await FakeWorkspace.start(handlers);
    const env = { DATABRICKS_HOST: workspace.host, DATABRICKS_TOKEN: 'secret' };
    return lakehouse(['history', ...args], env);
  }

  test('prints who made a version, and how many rows it changed', async () => {
    const { stdout, stderr } = await run(answered, 'silver.deals', '--limit', '5');
    const cells = stdout
      .split('\n')
      .filter((line) => line.startsWith('│'))
      .map((line) =>
        line
          .split('│')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    expect(cells).toEqual([
      ['version', 'time', 'operation', 'by', 'inserted', 'updated', 'deleted'],
      ['4', '2026-01-05T00:00:00.000Z', 'RESTORE of 2', 'ann', '', '', ''],
      ['3', '2026-01-04T00:00:00.000Z', 'MERGE', 'ingest, run 9', '5', '2', '1'],
      ['2', '2026-01-03T00:00:00.000Z', 'DELETE', '', '', '', '8'],
      ['1', '2026-01-02T00:00:00.000Z', 'REORG', '', '', '', ''],
      ['0', '2026-01-01T00:00:00.000Z', 'WRITE', '', '9', '', ''],
    ]);
    expect(stderr).toBe('the last 5; --limit shows more\n');
  });

  test('prints a JSON line for each version; files that were rewritten are no new rows', async () => {
    const { stdout } = await run(answered, 'silver.deals', '--json');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ version, inserted, deleted }) => [version, inserted, deleted])).toEqual([
      [4, null, null],
      [3, 5, 1],
      [2, null, 8],
      [1, null, null],
      [0, 9, null],
    ]);
    expect(lines[1]).toEqual({
      version: 3,
      time: '2026-01-04T00:00:00.000Z',
      operation: 'MERGE',
      by: 'ingest, run 9',
      inserted: 5,
      updated: 2,
      deleted: 1,
    });
  });

  test.each([
    [['silver.deals', '--catalog', 'prod'], 'prod.silver.deals'],
    [['dev.silver.deals'], 'dev.silver.deals'],
  ])('asks with the statement of the file for %j', async (args, name) => {
    await run(answered, ...args);
    const sent = workspace!.asked.find(({ method }) => method === 'POST')!;
    expect(JSON.parse(sent.body.toString())).toMatchObject({
      statement: readFileSync(
        join(__dirname, '../../../sql/maintenance/table_history.sql'),
        'utf8',
      ),
      parameters: [
        { name: 'table_name', value: name },
        { name: 'row_limit', value: '20' },
      ],
    });
  });

  test.each([
    [['deals'], 'error: table: not a name like silver.deals, got deals\n'],
    [['silver.deals; drop table x'], 'not a name like silver.deals, got silver.deals; drop'],
    [['silver.deals', '--limit', '0'], 'not a whole number between 1 and 999999, got 0'],
  ])('refuses %j before anything is asked', async (args, message) => {
    const { code, stderr } = await run(answered, ...args);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
    expect(workspace!.asked).toEqual([]);
  });

  test('names a table that is not there', async () => {
    const error = { error_code: 'DELTA_MISSING_DELTA_TABLE', message: 'no table' };
    const { code, stderr } = await run({ status: { state: 'FAILED', error } }, 'silver.nope');
    expect(code).toBe(1);
    expect(stderr).toMatch(/table: does not exist at .*, got lakehouse_local\.silver\.nope\n/);
  });
});
