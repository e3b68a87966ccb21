import { FakeWorkspace, Handler } from './fake-workspace';
import { Ended, lakehouse } from './lakehouse';

describe('lakehouse forget', () => {
  let workspace: FakeWorkspace | undefined;
  afterEach(() => workspace?.stop());

  const found = {
    applied: false,
    erasure_id: 'forgotten-1',
    ids: ['pp-1'],
    emails: ['mary@example.com'],
    tables: { 'silver.conversations': 3 },
    files: 2,
    files_with_others: ['dbfs:/Volumes/l/bronze/landing/deals/d.jsonl'],
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
  });

  async function run(answer: object, args: string[], active: object[] = []): Promise<Ended> {
    workspace = await FakeWorkspace.start(handlers(answer, active));
    return lakehouse(['forget', 'mary@example.com', ...args], {
      DATABRICKS_HOST: workspace.host,
      DATABRICKS_TOKEN: 'secret',
    });
  }

  const asked = () =>
    workspace!.asked
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => JSON.parse(body.toString()).job_parameters);

  test('shows what there is, and erases nothing without an answer', async () => {
    const { code, stdout, stderr } = await run(found, []);
    expect(code).toBe(1);
    expect(stdout).toMatch(/silver\.conversations +│ 3 /);
    expect(stderr).toContain('known as: pp-1, mary@example.com\n');
    expect(stderr).toContain('landed files to be removed: 2\n');
    expect(stderr).toContain('stays, as it has records of others too: dbfs:/Volumes/l/bronze');
    expect(stderr).toContain('error: not erased: answer yes, or give --yes\n');
    expect(asked()).toEqual([
      { participant: 'mary@example.com', apply: 'false', at_once: 'false' },
    ]);
  });

  test('erases at once with --yes, and says until when old versions stay', async () => {
    const answer = { ...found, applied: true, old_versions_until: '2026-03-01T00:00:00+00:00' };
    const { code, stderr } = await run(answer, ['--yes']);
    expect(code).toBe(0);
    expect(stderr).toContain('erasure forgotten-1 is written down in ops.erasures\n');
    expect(stderr).toContain('may keep it until 2026-03-01T00:00:00+00:00');
    expect(asked()).toEqual([{ participant: 'mary@example.com', apply: 'true', at_once: 'false' }]);
  });

  test('removes old versions only where nothing runs', async () => {
    const active = [{ run_id: 5, run_name: 'ingest' }];
    const { code, stderr } = await run(found, ['--yes', '--now'], active);
    expect(code).toBe(1);
    expect(stderr).toContain('error: --now must be given when no job runs, got: ingest (5)\n');
    expect(asked()).toEqual([]);
  });

  test('says that nobody is found', async () => {
    const nobody = { ...found, ids: [], tables: {}, files: 0, files_with_others: [] };
    const { code, stderr } = await run(nobody, ['--dry-run']);
    expect(code).toBe(0);
    expect(stderr).toContain('nothing there is names the person\n');
  });

  test('takes one of --yes and --dry-run', async () => {
    const { code, stderr } = await run(found, ['--yes', '--dry-run']);
    expect(code).toBe(1);
    expect(stderr).toContain('error: give either --yes or --dry-run, got: both\n');
  });
});
