import { FakeWorkspace, Handler } from '../fake-workspace';
import { Ended, lakehouse } from '../lakehouse';

describe('lakehouse forget', () => {
  let workspace: FakeWorkspace | undefined;
  afterEach(() => workspace?.stop());

  const found = {
    applied: false,
    erasure_id: null,
    ids: ['pp-1'],
    emails: ['mary@example.com'],
    tables: { 'silver.conversations': 3 },
    files: 2,
    line_files: ['/Volumes/l/bronze/landing/deals/d.jsonl'],
    matches: [
      {
        table: 'silver.conversations',
        file: '/Volumes/l/bronze/landing/conversations/a b.json',
        field: 'participants[1].email',
        why: 'address',
      },
    ],
    excluded: [
      {
        table: 'bronze.conversations_raw',
        field: 'payload.call.participants[1].email',
        value: 'rosemary@example.com',
        why: 'another address',
        times: 2,
      },
    ],
    waiting_files: ['/Volumes/l/bronze/landing/conversations/new.json'],
    old_versions_until: null,
  };
  const done = { life_cycle_state: 'TERMINATED', result_state: 'SUCCESS' };
  const handlers = (answer: object, active: object[]): Record<string, Handler> => ({
    'GET /api/2.2/jobs/list': () => ({
      json: { jobs: [{ job_id: 7, settings: { name: 'forget' } }] },
    }),
    'GET /api/2.2/jobs/runs/list': () => ({ json: { runs: active } }),
    'POST /api/2.2/jobs/run-now': () => ({ json: { run_id: 9 } }),
    'GET /api/2.2/jobs/runs/get': () => ({
      json: { run_id: 9, state: done, tasks: [{ run_id: 10, task_key: 'f', state: done }] },
    }),
    'GET /api/2.2/jobs/runs/get-output': () => ({
      json: { notebook_output: { result: JSON.stringify(answer) } },
    }),
    'POST /api/2.2/jobs/runs/delete': () => ({ json: {} }),
  });

  const run = (answer: object, args: string[], active: object[] = []): Promise<Ended> =>
    call(answer, ['mary@example.com', ...args], active);

  async function call(answer: object, args: string[], active: object[] = []): Promise<Ended> {
    workspace = await FakeWorkspace.start(handlers(answer, active));
    return lakehouse(['forget', ...args], {
      DATABRICKS_HOST: workspace.host,
      DATABRICKS_TOKEN: 'secret',
    });
  }

  const asked = () =>
    workspace!.asked
      .filter(({ method, path }) => method === 'POST' && path.endsWith('/run-now'))
      .map(({ body }) => JSON.parse(body.toString()).job_parameters);

  test('shows what there is, and erases nothing without an answer', async () => {
    const { code, stdout, stderr } = await run(found, []);
    expect(code).toBe(1);
    expect(stdout).toMatch(/silver\.conversations +│ 3 /);
    expect(stderr).toContain('known as: pp-1, mary@example.com\n');
    expect(stderr).toContain('landed files to be removed: 2\n');
    expect(stdout).toMatch(
      /silver\.conversations +│ .*a b\.json +│ participants\[1\]\.email +│ address/,
    );
    expect(stdout).toContain('Excluded although similar:');
    expect(stdout).toContain('rosemary@example.com');
    expect(stderr).toContain('lines to be redacted: /Volumes/l/bronze/landing/deals/d.jsonl\n');
    expect(stderr).toContain(
      'not ingested, load it first or remove it: /Volumes/l/bronze/landing/conv',
    );
    expect(stderr).toContain('error: not erased: answer yes, or give --yes\n');
    expect(asked()).toEqual([
      { participant: 'mary@example.com', apply: 'false', at_once: 'false' },
    ]);
  });

  test('erases at once with --yes, and says until when old versions stay', async () => {
    const answer = {
      ...found,
      applied: true,
      erasure_id: 'erasure-1',
      old_versions_until: '2026-03-01T00:00:00+00:00',
    };
    const { code, stderr } = await run(answer, ['--yes']);
    expect(code).toBe(0);
    expect(stderr).toContain(
      'erasure erasure-1 is complete and verified; ops.erasures records it\n',
    );
    expect(stderr).toContain('may have it until 2026-03-01T00:00:00+00:00');
    expect(asked()).toEqual([{ participant: 'mary@example.com', apply: 'true', at_once: 'false' }]);
  });

  test('removes old versions only where nothing runs', async () => {
    const active = [{ run_id: 5, run_name: 'ingest' }];
    const { code, stderr } = await run(found, ['--yes', '--now'], active);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'error: --now: other jobs are active, got ingest (5). Wait for them, and pause triggers\n',
    );
    expect(asked()).toEqual([]);
  });

  test('reports that no person is found', async () => {
    const nothing = { ...found, ids: [], tables: {}, files: 0, line_files: [] };
    const { code, stderr } = await run(nothing, ['--dry-run']);
    expect(code).toBe(0);
    expect(stderr).toContain('no data of the person found\n');
  });

  test('takes one of --yes and --dry-run', async () => {
    const { code, stderr } = await run(found, ['--yes', '--dry-run']);
    expect(code).toBe(1);
    expect(stderr).toContain('error: --yes: excludes --dry-run, got both. Specify one of them\n');
  });

  test('deletes its runs: their parameters and output name the person', async () => {
    await run(found, ['--dry-run']);
    const deleted = workspace!.asked.filter(({ path }) => path.endsWith('/runs/delete'));
    expect(deleted.map(({ body }) => JSON.parse(body.toString()))).toEqual([{ run_id: 9 }]);
  });

  test('verifies an erasure by its id alone', async () => {
    const answer = {
      erasure_id: 'erasure-1',
      verified_at: '2026-03-01T00:00:00+00:00',
      is_complete: true,
      old_versions_until: null,
    };
    const { code, stderr } = await call(answer, ['--verify', 'erasure-1']);
    expect(code).toBe(0);
    expect(asked()).toEqual([{ verify: 'erasure-1' }]);
    expect(stderr).toContain('erasure erasure-1: nothing is left in tables and landed files\n');
    expect(stderr).toContain('old versions of the tables: nothing is left\n');
  });

  test.each([
    [[], 'participant: missing. Give an id or an e-mail address'],
    [['a@b.example', '--verify', 'erasure-1'], '--verify: takes the id of an erasure alone'],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await call(found, args);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});
