import { FakeWorkspace, Handler } from '../fake-workspace';
import { Ended, lakehouse } from '../lakehouse';

describe('lakehouse replay', () => {
  let workspace: FakeWorkspace | undefined;
  afterEach(() => workspace?.stop());

  const outcomes = {
    'silver.deals': { open: 3, resolved: 2, rejected: 0, missing: 1 },
    'silver.reps': { open: 1, resolved: 0, rejected: 1, missing: 0 },
  };
  const ended = (result_state: string, result?: object): Record<string, Handler> => ({
    'GET /api/2.2/jobs/list': () => ({
      json: { jobs: [{ job_id: 1, settings: { name: 'replay' } }] },
    }),
    'POST /api/2.2/jobs/run-now': () => ({ json: { run_id: 7 } }),
    'GET /api/2.2/jobs/runs/get': () => ({
      json: {
        run_id: 7,
        state: { life_cycle_state: 'TERMINATED', result_state },
        tasks: [
          {
            run_id: 8,
            task_key: 'replay_quarantine',
            state: { life_cycle_state: 'TERMINATED', result_state },
          },
        ],
      },
    }),
    'GET /api/2.2/jobs/runs/get-output': () => ({
      json: result
        ? { notebook_output: { result: JSON.stringify(result) } }
        : { error: 'ContractError: `rule`: unknown value, got c. Use one of a, b' },
    }),
  });

  async function run(handlers: Record<string, Handler>, ...args: string[]): Promise<Ended> {
    workspace = await FakeWorkspace.start(handlers);
    return lakehouse(['replay', ...args], {
      DATABRICKS_HOST: workspace.host,
      DATABRICKS_TOKEN: 'secret',
    });
  }

  const parametersSent = (): unknown => {
    const sent = workspace!.asked.find(({ method }) => method === 'POST')!;
    return JSON.parse(sent.body.toString());
  };

  test('runs the job over all that waits, and says what became of it', async () => {
    const { code, stdout, stderr } = await run(ended('SUCCESS', outcomes), '--quarantine');
    expect(code).toBe(0);
    expect(stdout).toMatch(/table +│ open +│ resolved +│ rejected +│ missing in bronze/);
    expect(stdout).toMatch(/silver\.deals +│ 3 +│ 2 +│ 0 +│ 1/);
    expect(stderr).toContain('gold follows with the next run of ingest');
    expect(parametersSent()).toEqual({
      job_id: 1,
      job_parameters: { table: '', rule: '', since: '', dry_run: 'false' },
    });
  });

  test('passes on what to leave out, and only looks with --dry-run', async () => {
    const { stdout, stderr } = await run(
      ended('SUCCESS', outcomes),
      ...['--quarantine', '--table', 'silver.deals', '--rule', 'outcome_known'],
      ...['--since', '2026-01-02', '--dry-run'],
    );
    expect(stdout).toContain('would pass');
    expect(stderr).not.toContain('gold');
    expect(parametersSent()).toMatchObject({
      job_parameters: {
        table: 'silver.deals',
        rule: 'outcome_known',
        since: '2026-01-02',
        dry_run: 'true',
      },
    });
  });

  test('prints one JSON line with --json', async () => {
    const { stdout } = await run(ended('SUCCESS', outcomes), '--quarantine', '--json');
    expect(JSON.parse(stdout)).toEqual(outcomes);
  });

  test('says when nothing waits', async () => {
    const { stdout, stderr } = await run(ended('SUCCESS', {}), '--quarantine');
    expect([stdout, stderr]).toEqual(['', expect.stringContaining('no open record in quarantine')]);
  });

  test.each([
    [[], 'error: say what to replay: --quarantine\n'],
    [
      ['--quarantine', '--since', 'yesterday'],
      'error: --since: not an ISO 8601 time, got yesterday\n',
    ],
  ])('refuses %j before anything runs', async (args, message) => {
    const done = await run({}, ...args);
    expect(done).toEqual({ code: 1, stdout: '', stderr: message });
    expect(workspace!.asked).toEqual([]);
  });

  test('ends with 1 and the reason when the run fails', async () => {
    const { code, stderr } = await run(ended('FAILED'), '--quarantine', '--rule', 'c');
    expect(code).toBe(1);
    expect(stderr).toContain('`rule`: unknown value, got c. Use one of a, b');
  });
});
