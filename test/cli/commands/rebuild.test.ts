import { againstWorkspace } from '../against-workspace';

describe('lakehouse rebuild', () => {
  const workspace = againstWorkspace();
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
    workspace.asked
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => JSON.parse(body.toString()));

  test('compares, and ends with 1 when something differs', async () => {
    const done = await workspace.run(handlers(found(1)), 'rebuild', 'silver');
    expect(done.code).toBe(1);
    expect(done.stdout).toMatch(/silver.deals +│ 3 +│ 0 +│ 0 +│ 1 +│ differs/);
    expect(done.stdout).toContain('silver.deals: different {"deal_id":"d1"}');
    expect(asked()).toEqual([{ job_id: 7, job_parameters: { replace: 'false' } }]);
  });

  test('ends with 0 when all is equal, which leaves nothing to replace', async () => {
    const done = await workspace.run(
      handlers(found(0)),
      'rebuild',
      'silver',
      '--replace',
      '--json',
    );
    expect([done.code, JSON.parse(done.stdout)]).toEqual([0, found(0)]);
    expect(asked()).toEqual([{ job_id: 7, job_parameters: { replace: 'false' } }]);
  });

  test('replaces at once with --yes, and not without an answer', async () => {
    const done = await workspace.run(
      handlers(found(1, true)),
      'rebuild',
      'silver',
      '--replace',
      '--yes',
    );
    expect(done.code).toBe(0);
    expect(done.stdout).toMatch(/│ 1 +│ replaced/);
    expect(asked()).toEqual([{ job_id: 7, job_parameters: { replace: 'true' } }]);

    const refused = await workspace.run(handlers(found(1)), 'rebuild', 'silver', '--replace');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('error: not replaced: answer yes, or give --yes\n');
    expect(asked()).toEqual([{ job_id: 7, job_parameters: { replace: 'false' } }]);
  });

  test.each([
    [['rebuild', 'bronze'], 'Allowed choices are silver'],
    [['rebuild', 'silver', '--yes'], 'error: --yes goes with --replace'],
  ])('refuses %j', async (args, message) => {
    const done = await workspace.run(handlers(found(0)), ...args);
    expect(done.code).toBe(1);
    expect(done.stderr).toContain(message);
  });
});
