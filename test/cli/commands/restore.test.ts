import type { RestoreReport, TableChange } from '../../../cli/restore-report';
import { FakeWorkspace, Handler } from '../fake-workspace';
import { Ended, lakehouse } from '../lakehouse';

const CHANGED: TableChange = {
  table: 'silver.deals',
  version: 9,
  to_version: 7,
  to_time: '2026-01-02T00:00:00.000+00:00',
  rows: 30,
  goes: 2,
  returns: 1,
  changes: 3,
  sample: [{ kind: 'extra', deal_id: 'd1' }],
  followers: ['gold.rep_monthly_scores'],
  constraints_refused: {},
};
const UNCHANGED = { ...CHANGED, goes: 0, returns: 0, changes: 0, sample: [], followers: [] };

describe('lakehouse restore', () => {
  let workspace: FakeWorkspace | undefined;
  afterEach(() => workspace?.stop());

  const report = (more: Partial<RestoreReport> = {}): RestoreReport => ({
    ...{ applied: false, tables: [CHANGED], documents: 4, deletions: 0, left_in_silver: {} },
    ...more,
  });
  const done = { life_cycle_state: 'TERMINATED', result_state: 'SUCCESS' };
  const handlers = (answer: object): Record<string, Handler> => ({
    'GET /api/2.2/jobs/list': () => ({
      json: { jobs: [{ job_id: 7, settings: { name: 'restore' } }] },
    }),
    'POST /api/2.2/jobs/run-now': () => ({ json: { run_id: 9 } }),
    'GET /api/2.2/jobs/runs/get': () => ({
      json: {
        run_id: 9,
        state: done,
        tasks: [{ run_id: 10, task_key: 'restore_table', state: done }],
      },
    }),
    'GET /api/2.2/jobs/runs/get-output': () => ({
      json: { notebook_output: { result: JSON.stringify(answer) } },
    }),
  });

  async function run(answer: object, ...args: string[]): Promise<Ended> {
    workspace = await FakeWorkspace.start(handlers(answer));
    return lakehouse(['restore', ...args], {
      DATABRICKS_HOST: workspace.host,
      DATABRICKS_TOKEN: 'secret',
    });
  }

  const asked = () =>
    workspace!.asked
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => JSON.parse(body.toString()).job_parameters);

  test('shows what would change, and restores nothing without an answer', async () => {
    const { code, stdout, stderr } = await run(report(), 'lake.silver.deals', '--version', '7');
    expect(code).toBe(1);
    expect(stdout).toMatch(/silver\.deals +│ 30 +│ 9 +│ 7 +│ 2026-01-02\S+ +│ 2 +│ 1 +│ 3 /);
    expect(stdout).toContain('silver.deals: extra {"deal_id":"d1"}');
    expect(stderr).toContain('gold.rep_monthly_scores follows\n');
    expect(stderr).toContain('4 documents that landed since stay out: --take-in');
    expect(stderr).toContain('error: not restored: answer yes, or give --yes\n');
    expect(stderr).not.toContain('undo');
    expect(asked()).toEqual([
      { tables: 'silver.deals', version: '7', timestamp: '', take_in: 'false', apply: 'false' },
    ]);
  });

  test('restores at once with --yes, and prints what undoes it', async () => {
    const refused = { ...CHANGED, constraints_refused: { 'constraint dated': 'row 3' } };
    const answer = report({
      ...{ applied: true, deletions: 1, left_in_silver: { 'silver.reps': 2 } },
      tables: [refused, { ...UNCHANGED, table: 'silver.conversations' }],
    });
    const tables = ['silver.deals', 'silver.conversations'];
    const time = '2026-01-02T03:00:00Z';
    const { code, stderr } = await run(
      answer,
      ...tables,
      '--timestamp',
      time,
      '--yes',
      '--take-in',
    );
    expect(code).toBe(0);
    expect(stderr).toContain('gold.rep_monthly_scores has followed\n');
    expect(stderr).toContain('1 documents delete rows that come back: they go again\n');
    expect(stderr).toContain('4 documents that landed since are judged and merged again\n');
    expect(stderr).toContain('silver.reps keeps 2 rows of documents that go: restore it along');
    expect(stderr).toContain('silver.deals: constraint dated does not stand any more');
    expect(stderr.match(/undo: .*\n/g)).toEqual([
      'undo: npx lakehouse restore silver.deals --version 9\n',
    ]);
    expect(asked()).toEqual([
      { tables: tables.join(), version: '', timestamp: time, take_in: 'true', apply: 'true' },
    ]);
  });

  test('only looks with --dry-run, and prints one JSON line with --json', async () => {
    const { code, stdout } = await run(
      report(),
      ...['silver.deals', '--version', '7', '--dry-run', '--json'],
    );
    expect([code, JSON.parse(stdout)]).toEqual([0, report()]);
    expect(asked()).toMatchObject([{ apply: 'false' }]);
  });

  test('has nothing to ask where nothing has changed', async () => {
    const { code, stderr } = await run(
      report({ tables: [UNCHANGED] }),
      ...['silver.deals', '--version', '7'],
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining('nothing has changed since\n')]);
    expect(asked()).toMatchObject([{ apply: 'false' }]);
  });

  test.each([
    [['deals', '--version', '1'], 'table: not a name like silver.deals, got deals'],
    [['silver.deals'], '--version, --timestamp: exactly one is needed, got neither'],
    [
      ['silver.deals', '--version', '1', '--timestamp', '2026-01-01'],
      '--timestamp: exactly one is needed, got both',
    ],
    [['silver.deals', '--version', 'last'], '--version: not a number, got last'],
    [['silver.a', 'silver.b', '--version', '1'], 'applies to one table, got silver.a, silver.b'],
    [['silver.deals', '--timestamp', 'noon'], '--timestamp: not an ISO 8601 time, got noon'],
    [
      ['silver.deals', '--version', '1', '--yes', '--dry-run'],
      '--yes: excludes --dry-run, got both',
    ],
  ])('refuses %j before anything runs', async (args, message) => {
    const { code, stderr } = await run(report(), ...args);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
    expect(workspace!.asked).toEqual([]);
  });
});
