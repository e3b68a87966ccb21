import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { type ConsoleOptions, sqlConsole } from '../../../cli/sql/console';
import { Workspace } from '../../../client/rest';
import { FakeWorkspace, type Handler } from '../fake-workspace';

const STATEMENTS = '/api/2.0/sql/statements';
const UC = '/api/2.1/unity-catalog';
const TAB = '\t';
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const UP = '\u001b[A';

describe('the SQL console', () => {
  let fake: FakeWorkspace;
  let folder: string;
  let historyFile: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'console-'));
    historyFile = join(folder, 'history');
  });
  afterEach(async () => {
    await fake.stop();
    rmSync(folder, { recursive: true });
  });

  const named = (key: string, ...names: string[]): Handler => {
    return () => ({ json: { [key]: names.map((name) => ({ name })) } });
  };
  const succeed: Handler = ({ body }) => {
    const { statement } = JSON.parse(body.toString()) as { statement: string };
    const status = statement.startsWith('bad')
      ? { state: 'FAILED', error: { error_code: 'BAD_REQUEST', message: `[NO] ${statement}` } }
      : { state: 'SUCCEEDED' };
    const schema = { columns: [{ name: 'x', type_name: 'STRING' }] };
    const result = { data_array: [[statement]] };
    return { json: { statement_id: 's', status, manifest: { schema }, result } };
  };

  /** A console; `type` writes keys, `until` waits for output. */
  const open = async (
    handlers: Record<string, Handler> = {},
    options: Partial<ConsoleOptions> = {},
  ) => {
    fake = await FakeWorkspace.start({
      [`POST ${STATEMENTS}`]: succeed,
      [`GET ${UC}/current-metastore-assignment`]: () => ({
        json: { default_catalog_name: 'main' },
      }),
      [`GET ${UC}/catalogs`]: named('catalogs', 'main', 'other'),
      [`GET ${UC}/schemas`]: named('schemas', 'gold', 'silver', 'needs quotes'),
      [`GET ${UC}/tables`]: named('tables', 'deals', 'deal_rooms'),
      ...handlers,
    });
    const input = new PassThrough();
    const editor = new PassThrough();
    let shown = '';
    editor.on('data', (data) => (shown += data));
    const printed: string[] = [];
    const ended = sqlConsole(
      new Workspace({ host: fake.host, token: 'a', source: 'a test' }),
      { warehouseId: 'w', parameters: {}, json: true, ...options },
      {
        input,
        editor,
        print: (text) => printed.push(text),
        printNote: (text) => printed.push(`note: ${text.replace(/ in .* s$/, '')}`),
        historyFile,
      },
    );
    const until = async (condition: () => boolean) => {
      for (let wait = 0; !condition(); wait += 5) {
        if (wait > 5000) throw new Error(`not seen in ${shown}; printed ${printed.join('\n')}`);
        await sleep(5);
      }
    };
    return {
      ended,
      printed,
      until,
      shown: () => shown,
      type: (keys: string) => void input.write(keys),
    };
  };
  const asked = () =>
    fake.asked
      .filter(({ method, path }) => method === 'POST' && path === STATEMENTS)
      .map(({ body }) => JSON.parse(body.toString()) as Record<string, unknown>);
  const statements = () => asked().map(({ statement }) => statement);

  test('runs each statement that a semicolon ends, also over several lines', async () => {
    const at = await open({}, { catalog: 'main', parameters: { n: '1' } });
    at.type(`select ';' -- not; here\r`);
    at.type('from t; select 2; select\r');
    at.type('  3;\rexit\r');
    await at.ended;
    expect(statements()).toEqual([`select ';' -- not; here\nfrom t`, 'select 2', 'select\n  3']);
    expect(asked()[0]).toMatchObject({
      warehouse_id: 'w',
      catalog: 'main',
      parameters: [{ name: 'n', value: '1' }],
    });
    expect(at.printed).toContain('{"x":"select 2"}');
    expect(at.printed).toContain('note: 1 row');
    expect(at.shown()).toContain('  -> ');
  });

  test('goes on after an error, and prints tables', async () => {
    const at = await open({}, { json: false });
    at.type('bad;\rselect 1;\r');
    at.type(CTRL_D);
    await at.ended;
    expect(at.printed).toContain('note: error: BAD_REQUEST: [NO] bad');
    expect(at.printed.some((text) => text.includes('│ select 1 │'))).toBe(true);
  });

  test.each([
    ['select * from go', 'select * from gold'],
    ['select * from gold.deal_', 'select * from gold.deal_rooms'],
    ['select * from gold.d', 'select * from gold.deal'],
    ['select * from other.gold.deals', 'select * from other.gold.deals'],
    ['sele', 'select'],
    ['select * from needs', 'select * from needs'],
  ])('completes %j to %j', async (typed, expected) => {
    const at = await open();
    at.type(`${typed}${TAB}`);
    await sleep(50);
    at.type(';\r');
    at.type(CTRL_D);
    await at.ended;
    expect(statements()).toEqual([expected]);
  });

  test('requests names once, and again after a statement that can change them', async () => {
    const at = await open();
    const lists = () => fake.asked.filter(({ path }) => path === `${UC}/tables`).length;
    const run = async (text: string) => {
      const before = at.printed.length;
      at.type(`${text}\r`);
      // rows and their number, then the prompt
      await at.until(
        () => at.printed.length === before + 2 && at.shown().endsWith('sql> \u001b[6G'),
      );
    };
    const complete = async () => {
      at.type(`select * from gold.de${TAB}`);
      await at.until(() => at.shown().endsWith('gold.deal'));
      await run('s;');
    };
    await complete();
    const once = lists();
    await complete();
    expect(lists()).toBe(once);
    await run('drop table gold.deals;');
    await complete();
    expect(lists()).toBeGreaterThan(once);
    at.type(CTRL_D);
    await at.ended;
  });

  test('stores the history for the user alone; a statement of several lines is one entry', async () => {
    const first = await open();
    first.type('select 1;\rselect\r2;\r');
    first.type(CTRL_D);
    await first.ended;
    expect(readFileSync(historyFile, 'utf8')).toBe('select 1;\nselect 2;\n');
    expect(statSync(historyFile).mode & 0o777).toBe(0o600);
    await fake.stop();
    const second = await open();
    second.type(`${UP}\r`);
    await second.until(() => statements().length === 1);
    second.type(`${UP}${UP}\r`);
    second.type(CTRL_D);
    await second.ended;
    expect(statements()).toEqual(['select 2', 'select 1']);
  });

  test('Ctrl-C cancels the statement that runs', async () => {
    let isCanceled = false;
    const at = await open({
      [`POST ${STATEMENTS}`]: () => ({ json: { statement_id: 's', status: { state: 'RUNNING' } } }),
      [`POST ${STATEMENTS}/s/cancel`]: () => {
        isCanceled = true;
        return { json: {} };
      },
      [`GET ${STATEMENTS}/s`]: () => ({
        json: { statement_id: 's', status: { state: isCanceled ? 'CANCELED' : 'RUNNING' } },
      }),
    });
    at.type('select slow;\r');
    await at.until(() => fake.asked.some(({ method }) => method === 'GET'));
    expect(asked()[0]).toMatchObject({ wait_timeout: '0s' });
    at.type(CTRL_C);
    await at.until(() => at.printed.includes('note: error: the statement is CANCELED'));
    at.type(CTRL_D);
    await at.ended;
  });

  test('Ctrl-C discards the text that is typed', async () => {
    const at = await open();
    at.type('select 1\r');
    await at.until(() => at.shown().includes('  -> '));
    at.type('from');
    at.type(CTRL_C);
    at.type('select 2;\r');
    at.type(CTRL_D);
    await at.ended;
    expect(statements()).toEqual(['select 2']);
  });
});
