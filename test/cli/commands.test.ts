import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Answer, FakeWorkspace, Handler } from './fake-workspace';
import { Ended, lakehouse } from './lakehouse';

describe('against a workspace', () => {
  let folder: string;
  let workspace: FakeWorkspace | undefined;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'landing-'))));
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await workspace?.stop();
    workspace = undefined;
  });

  async function run(handlers: Record<string, Handler>, ...args: string[]): Promise<Ended> {
    await workspace?.stop();
    workspace = await FakeWorkspace.start(handlers);
    return lakehouse(args, { DATABRICKS_HOST: workspace.host, DATABRICKS_TOKEN: 'secret' });
  }

  function landing(files: Record<string, string>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  }

  describe('load', () => {
    test('puts every file under its path, as it is, signed in', async () => {
      landing({ 'deals/a b.jsonl': '{"x":1}\r\n', 'reps/r.jsonl': 'é', '.hidden/x': 'no' });
      const ended = await run({ 'PUT /api/2.0/fs/files': () => ({ status: 204 }) }, 'load', folder);

      expect(ended).toEqual({
        code: 0,
        stdout: '',
        stderr:
          'Not loaded, no feed reads them (a name that begins with . or _ is hidden): .hidden/x\n' +
          'Loading 1 of 2 files\n' +
          'Loaded 2 files (0.0 MB) to /Volumes/spark_catalog/bronze/landing; 0 already existed\n' +
          '  conversations  0 loaded, 0 existing\n' +
          '  deals          1 loaded, 0 existing\n' +
          '  reps           1 loaded, 0 existing\n',
      });
      const asked = workspace!.asked.map(({ path, body, authorization }) => ({
        path,
        body: body.toString(),
        authorization,
      }));
      const root = '/api/2.0/fs/files/Volumes/spark_catalog/bronze/landing';
      expect(asked.sort((a, b) => a.path.localeCompare(b.path))).toEqual([
        { path: `${root}/deals/a b.jsonl`, body: '{"x":1}\r\n', authorization: 'Bearer secret' },
        { path: `${root}/reps/r.jsonl`, body: 'é', authorization: 'Bearer secret' },
      ]);
    });

    const conflict = (): Answer => ({
      status: 409,
      json: { error_code: 'ALREADY_EXISTS', message: 'there' },
    });

    /** A volume that has a file with the content under every path. */
    const holding = (content: string): Record<string, Handler> => ({
      'PUT /': conflict,
      'HEAD /': () => ({ headers: { 'content-length': `${content.length}` } }),
      'GET /api/2.0/fs/files': () => ({ text: content }),
    });

    test('again: counts what exists with the same content', async () => {
      landing({ 'deals/a.jsonl': '12345' });
      const ended = await run(holding('12345'), 'load', folder);
      expect(ended.code).toBe(0);
      expect(ended.stderr).toContain('Loaded 0 files');
      expect(ended.stderr).toContain('1 already existed');
    });

    test.each([
      ['another size', '123456'],
      ['the same size', '12346'],
    ])('keeps a file that exists with another content of %s, and names it', async (_, content) => {
      landing({ 'deals/a.jsonl': '12345' });
      const ended = await run(holding(content), 'load', folder);
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain(
        'error: 1 files exist with another content and were kept: deals/a.jsonl. Send',
      );
      expect(workspace!.asked.map(({ query }) => query.get('overwrite'))).not.toContain('true');
    });

    test('names files that no feed reads before the upload, and does not load them', async () => {
      landing({
        'conversations/a.json.gz': '',
        'conversations/b.JSON': '{}',
        'conversations/c.jsonl': '{}',
        'Deals/d.jsonl': '{}',
        'deals/e.jsonl': '{}',
        'README.md': '',
      });
      const ended = await run({ 'PUT /': () => ({ status: 204 }) }, 'load', folder);
      expect(ended.code).toBe(1);
      expect(ended.stderr.split('\n')).toEqual([
        'Not loaded, no feed reads them (its folder must be spelt deals/): Deals/d.jsonl',
        'Not loaded, no feed reads them (not in the folder of a feed (conversations/, deals/, reps/)): README.md',
        'Not loaded, no feed reads them (compressed: the feed conversations reads *.json, uncompressed): conversations/a.json.gz',
        'Not loaded, no feed reads them (its name must end as *.json does, in lower case): conversations/b.JSON',
        'Not loaded, no feed reads them (the feed conversations reads *.json): conversations/c.jsonl',
        'Loading 1 of 1 files',
        'Loaded 1 files (0.0 MB) to /Volumes/spark_catalog/bronze/landing; 0 already existed',
        '  conversations  0 loaded, 0 existing',
        '  deals          1 loaded, 0 existing',
        '  reps           0 loaded, 0 existing',
        'error: 3 files in the folder of a feed were not loaded: conversations/a.json.gz, ' +
          'conversations/b.JSON, conversations/c.jsonl. Rename or unpack them, or take them out',
        '',
      ]);
      expect(workspace!.asked.map(({ path }) => path)).toEqual([
        '/api/2.0/fs/files/Volumes/spark_catalog/bronze/landing/deals/e.jsonl',
      ]);
    });

    test('follows links, and names those that lead nowhere or in a circle', async () => {
      landing({ 'deals/a.jsonl': 'a', 'elsewhere/b.jsonl': 'b' });
      symlinkSync(join(folder, 'elsewhere'), join(folder, 'deals/linked'));
      symlinkSync(join(folder, 'absent'), join(folder, 'deals/dangling.jsonl'));
      symlinkSync(join(folder, 'deals'), join(folder, 'deals/circle'));
      const ended = await run({ 'PUT /': () => ({ status: 204 }) }, 'load', folder);
      expect(
        workspace!.asked.map(({ path, body }) => [path.split('/landing/')[1], body.toString()]),
      ).toEqual(
        expect.arrayContaining([
          ['deals/a.jsonl', 'a'],
          ['deals/linked/b.jsonl', 'b'],
        ]),
      );
      expect(workspace!.asked).toHaveLength(2);
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain('(a link that leads nowhere): deals/dangling.jsonl\n');
      expect(ended.stderr).toContain('(a link that leads in a circle): deals/circle\n');
    });

    test('stops at an upload that fails, and goes on with the rest when it is run again', async () => {
      landing(
        Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`deals/${n}.jsonl`, `${n}`])),
      );
      const stored = new Map<string, string>();
      const volume = (most: number): Record<string, Handler> => ({
        'PUT /': ({ path, body }) => {
          if (stored.has(path)) return conflict();
          if (stored.size >= most) {
            return { status: 403, json: { error_code: 'QUOTA_EXCEEDED', message: 'full' } };
          }
          stored.set(path, body.toString());
          return { status: 204 };
        },
        'HEAD /': ({ path }) => ({ headers: { 'content-length': `${stored.get(path)!.length}` } }),
        'GET /': ({ path }) => ({ text: stored.get(path) }),
      });
      const first = await run(volume(12), 'load', folder);
      expect([first.code, stored.size]).toEqual([1, 12]);
      expect(first.stderr).toContain('error: QUOTA_EXCEEDED: full (load again: it goes on');
      const second = await run(volume(99), 'load', folder);
      expect(second.code).toBe(0);
      expect(second.stderr).toContain('  deals          18 loaded, 12 existing\n');
      expect([...stored.values()].sort()).toEqual(
        Array.from({ length: 30 }, (_, n) => `${n}`).sort(),
      );
    });

    test('refuses an empty folder and a missing one, asking nothing', async () => {
      expect((await run({}, 'load', folder)).stderr).toBe(
        `error: landing folder: no files, got ${folder}. Name a folder with conversations/, deals/ or reps/\n`,
      );
      expect((await run({}, 'load', `${folder}/no`)).stderr).toBe(
        `error: landing folder: not an existing folder, got ${folder}/no. Name a folder with conversations/, deals/ or reps/\n`,
      );
      expect(workspace!.asked).toEqual([]);
    });
  });

  describe('run', () => {
    const jobs = (...names: string[]): Handler => {
      const list = names.map((name, i) => ({ job_id: i + 1, settings: { name } }));
      return () => ({ json: { jobs: list } });
    };
    const task = (key: string, result: string) => ({
      run_id: key.length,
      task_key: key,
      state: { life_cycle_state: 'TERMINATED', result_state: result },
      start_time: 1000,
      end_time: 3500,
    });
    const ended =
      (result: string): Handler =>
      () => ({
        json: {
          run_id: 7,
          state: { life_cycle_state: 'TERMINATED', result_state: result },
          tasks: [task('land', 'SUCCESS'), task('merge', result)],
        },
      });

    test('follows the tasks and prints their outputs as JSON', async () => {
      const done = await run(
        {
          'GET /api/2.2/jobs/list': jobs('lakehouse-ingest', 'other'),
          'POST /api/2.2/jobs/run-now': () => ({ json: { run_id: 7 } }),
          'GET /api/2.2/jobs/runs/get': ended('SUCCESS'),
          'GET /api/2.2/jobs/runs/get-output': (asked) => ({
            json: { notebook_output: { result: `out-${asked.query.get('run_id')}` } },
          }),
        },
        ...['run', 'ingest', '--wait', '--json', '--param', 'a=b=c'],
      );
      expect(done.code).toBe(0);
      expect(done.stderr).toContain('merge');
      expect(JSON.parse(done.stdout)).toEqual({
        run_id: 7,
        result_state: 'SUCCESS',
        tasks: {
          land: { result_state: 'SUCCESS', seconds: 2.5, output: 'out-4' },
          merge: { result_state: 'SUCCESS', seconds: 2.5, output: 'out-5' },
        },
      });
      const started = workspace!.asked.find(({ path }) => path.endsWith('run-now'))!;
      expect(JSON.parse(started.body.toString())).toEqual({
        job_id: 1,
        job_parameters: { a: 'b=c' },
      });
    });

    test('a failed run ends with 1 and the reason of the task', async () => {
      const done = await run(
        {
          'GET /api/2.2/jobs/list': jobs('lakehouse-ingest'),
          'POST /api/2.2/jobs/run-now': () => ({ json: { run_id: 7 } }),
          'GET /api/2.2/jobs/runs/get': ended('FAILED'),
          'GET /api/2.2/jobs/runs/get-output': () => ({ json: { error: 'no such table' } }),
        },
        ...['run', 'lakehouse-ingest', '--wait'],
      );
      expect(done.code).toBe(1);
      expect(done.stderr).toContain(
        'error: lakehouse-ingest: run 7 did not succeed: task merge: no such table',
      );
    });

    test('tells of each attempt of a task once, however often it asks', async () => {
      const attempts = [task('land', 'FAILED'), { ...task('land', 'SUCCESS'), run_id: 99 }];
      const states = ['RUNNING', 'RUNNING', 'TERMINATED'];
      const done = await run(
        {
          'GET /api/2.2/jobs/list': jobs('lakehouse-ingest'),
          'POST /api/2.2/jobs/run-now': () => ({ json: { run_id: 7 } }),
          'GET /api/2.2/jobs/runs/get': () => {
            const state = { life_cycle_state: states.shift(), result_state: 'SUCCESS' };
            return { json: { run_id: 7, state, tasks: attempts } };
          },
        },
        ...['run', 'ingest', '--wait'],
      );
      expect(done.code).toBe(0);
      const told = done.stderr.split('\n').filter((line) => line.startsWith('  land'));
      expect(told.map((line) => line.trim().split(/\s+/)[1])).toEqual(['failed', 'success']);
    });

    test('a job that does not exist is refused with those that do', async () => {
      const done = await run({ 'GET /api/2.2/jobs/list': jobs('a', 'b') }, 'run', 'nightly');
      expect(done.stderr).toBe(
        `error: job: does not exist at ${workspace!.host}, got nightly (known: a, b)\n`,
      );
      expect(done.code).toBe(1);
    });

    test('an ambiguous name is refused with those it fits', async () => {
      const done = await run({ 'GET /api/2.2/jobs/list': jobs('in-1', 'in-2') }, 'run', 'in');
      expect(done.stderr).toContain('got in (matches: in-1, in-2)');
    });
  });

  describe('alerts', () => {
    const pages: Record<string, object> = {
      '': {
        results: [
          {
            id: 'a1',
            display_name: 'stale feeds',
            state: 'OK',
            trigger_time: '2026-01-02T03:04:05Z',
          },
          { id: 'a2', display_name: 'new' },
        ],
        next_page_token: 'p2',
      },
      p2: { results: [{ id: 'a3', display_name: 'failed runs', state: 'TRIGGERED' }] },
    };
    const handlers = {
      'GET /api/2.0/sql/alerts': ({ query }: { query: URLSearchParams }) => ({
        json: pages[query.get('page_token') ?? ''],
      }),
    };

    test('lists those of all pages, triggered ones first', async () => {
      const { stdout } = await run(handlers, 'alerts', '--json');
      const lines = stdout.trim().split('\n');
      expect(lines.map((line) => JSON.parse(line))).toEqual([
        { alert: 'failed runs', state: 'TRIGGERED', last_triggered: null, id: 'a3' },
        { alert: 'new', state: 'UNKNOWN', last_triggered: null, id: 'a2' },
        {
          alert: 'stale feeds',
          state: 'OK',
          last_triggered: '2026-01-02T03:04:05Z',
          id: 'a1',
        },
      ]);
    });

    test('says how those that are unknown become known', async () => {
      const { stdout, stderr } = await run(handlers, 'alerts');
      expect(stdout).toMatch(/failed runs +│ TRIGGERED +│ never/);
      expect(stderr).toContain('`npx lakehouse run monitoring --wait` evaluates all');
    });
  });

  describe('rebuild', () => {
    const found = (different: number, replaced = false) => ({
      equal: different === 0,
      replaced: replaced ? ['silver.deals'] : [],
      tables: [
        {
          ...{ table: 'silver.deals', rows: 3, missing: 0, extra: 0, different, replaced },
          sample: different ? [{ kind: 'different', deal_id: 'd1' }] : [],
        },
      ],
    });
    const handlers = (report: object) => ({
      'GET /api/2.2/jobs/list': () => ({
        json: { jobs: [{ job_id: 7, settings: { name: 'rebuild' } }] },
      }),
      'POST /api/2.2/jobs/run-now': () => ({ json: { run_id: 9 } }),
      'GET /api/2.2/jobs/runs/get': () => {
        const state = { life_cycle_state: 'TERMINATED', result_state: 'SUCCESS' };
        return { json: { run_id: 9, state, tasks: [{ run_id: 10, task_key: 'r', state }] } };
      },
      'GET /api/2.2/jobs/runs/get-output': () => ({
        json: { notebook_output: { result: JSON.stringify(report) } },
      }),
    });
    const asked = () =>
      workspace!.asked
        .filter(({ method }) => method === 'POST')
        .map(({ body }) => JSON.parse(body.toString()));

    test('compares, and ends with 1 when something differs', async () => {
      const done = await run(handlers(found(1)), 'rebuild', 'silver');
      expect(done.code).toBe(1);
      expect(done.stdout).toMatch(/silver.deals +│ 3 +│ 0 +│ 0 +│ 1 +│ differs/);
      expect(done.stdout).toContain('silver.deals: different {"deal_id":"d1"}');
      expect(asked()).toEqual([{ job_id: 7, job_parameters: { replace: 'false' } }]);
    });

    test('ends with 0 when all is equal, which leaves nothing to replace', async () => {
      const done = await run(handlers(found(0)), 'rebuild', 'silver', '--replace', '--json');
      expect([done.code, JSON.parse(done.stdout)]).toEqual([0, found(0)]);
      expect(asked()).toEqual([{ job_id: 7, job_parameters: { replace: 'false' } }]);
    });

    test('replaces at once with --yes, and not without an answer', async () => {
      const done = await run(handlers(found(1, true)), 'rebuild', 'silver', '--replace', '--yes');
      expect(done.code).toBe(0);
      expect(done.stdout).toMatch(/│ 1 +│ replaced/);
      expect(asked()).toEqual([{ job_id: 7, job_parameters: { replace: 'true' } }]);

      const refused = await run(handlers(found(1)), 'rebuild', 'silver', '--replace');
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain('error: not replaced: answer yes, or give --yes\n');
      expect(asked()).toEqual([{ job_id: 7, job_parameters: { replace: 'false' } }]);
    });

    test.each([
      [['rebuild', 'bronze'], 'Allowed choices are silver'],
      [['rebuild', 'silver', '--yes'], 'error: --yes goes with --replace'],
    ])('refuses %j', async (args, message) => {
      const done = await run(handlers(found(0)), ...args);
      expect(done.code).toBe(1);
      expect(done.stderr).toContain(message);
    });
  });

  describe('sql', () => {
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
      const done = await run(answering(names, [[...'12345678']]), 'sql', '--json', 'select 1');
      expect(done.stdout).toBe(
        '{"b":"1","a":"2","a_3":"3","2":"4","1":"5","a_2":"6","__proto__":"7","a_4":"8"}\n',
      );
    });

    const HOSTILE = '\u001b]0;title\u0007\u001b[2J\rx\u009b31m\u202eevil\u007f';

    test.each([[[]], [['--json']]])('shows control characters, with %j', async (options) => {
      const done = await run(
        answering(['x', HOSTILE], [[HOSTILE, 'y']]),
        'sql',
        ...options,
        'select',
      );
      expect(done.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      expect(done.stdout).toContain('\\u001b[2J');
      expect(done.stdout).toContain('\\u009b31m\\u202eevil\\u007f');
      if (options.length > 0)
        expect(JSON.parse(done.stdout)).toEqual({ x: HOSTILE, [HOSTILE]: 'y' });
    });

    test('shows control characters of an error', async () => {
      const failed: Handler = () => ({
        json: {
          statement_id: 's',
          status: { state: 'FAILED', error: { error_code: 'BAD', message: HOSTILE } },
        },
      });
      const done = await run(
        { 'GET /': warehouses, 'POST /api/2.0/sql/statements': failed },
        ...['sql', 'select 1'],
      );
      expect(done.stderr).toBe(
        'error: BAD: \\u001b]0;title\\u0007\\u001b[2J\\u000dx\\u009b31m\\u202eevil\\u007f\n',
      );
    });

    test('prints rows of every chunk, on a running warehouse', async () => {
      const done = await run(
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
      const sent = workspace!.asked.find(({ method }) => method === 'POST')!;
      expect(JSON.parse(sent.body.toString())).toMatchObject({
        statement: 'select :n',
        warehouse_id: 'b',
        parameters: [{ name: 'n', value: '1' }],
      });
    });

    test("a failed statement ends with 1 and the engine's text", async () => {
      const error = { error_code: 'TABLE_OR_VIEW_NOT_FOUND', message: 'no table nope' };
      const done = await run(
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
      const done = await run({ 'GET /api/2.0/sql/warehouses': () => ({ json: {} }) }, 'sql', 'x');
      expect(done.stderr).toContain('no SQL warehouse at');
    });
  });
});

describe('without a workspace', () => {
  test('--help lists the commands', async () => {
    const done = await lakehouse(['--help']);
    expect(done.code).toBe(0);
    for (const command of [
      'up',
      'deploy',
      'down',
      'status',
      'load',
      'run',
      'sql',
      'alerts',
      'rebuild',
      'reset',
    ]) {
      expect(done.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
  });

  test('deploy needs a workspace that is up', async () => {
    const done = await lakehouse(['deploy', '--auto-approve', '--home', '/nonexistent']);
    expect(done.code).toBe(1);
    expect(done.stderr).toBe(
      'error: local workspace: must be up, got /nonexistent down. Run `npx lakehouse up`\n',
    );
  });

  test('a host that does not answer is named, with what to do', async () => {
    const env = { DATABRICKS_HOST: 'http://127.0.0.1:9', DATABRICKS_TOKEN: 'secret' };
    const done = await lakehouse(['run', 'x'], env);
    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(/^error: the workspace at http:\/\/127.0.0.1:9 .* Is it up\?\n$/);
    expect(done.stderr).not.toContain('secret');
  });

  test('status of a workspace that was never made', async () => {
    const done = await lakehouse(['status', '--json', '--home', '/nonexistent/home']);
    expect(JSON.parse(done.stdout)).toMatchObject({ state: 'absent', host: null });
    expect(done.code).toBe(3);
  });

  test('reset refuses a folder that is no workspace', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'precious-'));
    const done = await lakehouse(['reset', '--yes', '--home', folder]);
    expect(done.stderr).toBe(
      `error: --home: not the folder of a local workspace, got ${folder} without state.json\n`,
    );
    rmSync(folder, { recursive: true });
  });
});
