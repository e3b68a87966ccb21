import { Progress } from '../../client/progress';
import { Workspace } from '../../client/rest';
import { dataPlaneDrift } from '../../deployment/data-plane-drift';
import { prod } from '../../environments/prod';
import { FakeWorkspace } from '../cli/fake-workspace';

const HOUR = 3_600_000;

describe('dataPlaneDrift', () => {
  let fake: FakeWorkspace | undefined;
  afterEach(() => fake?.stop());

  /** A workspace whose governance job last ran some hours ago, and what it found then. */
  async function drift(last: { hoursAgo: number; result: string } | undefined, found: string[][]) {
    const runs = last && [
      {
        run_id: 7,
        start_time: Date.now() - last.hoursAgo * HOUR,
        state: { life_cycle_state: 'TERMINATED', result_state: last.result },
      },
    ];
    const columns = ['reported_at', 'securable', 'property', 'expected', 'found', 'outcome'];
    fake = await FakeWorkspace.start({
      'GET /api/2.2/jobs/list': () => ({
        json: { jobs: [{ job_id: 3, settings: { name: 'governance' } }] },
      }),
      'GET /api/2.2/jobs/runs/list': () => ({ json: { runs } }),
      'GET /api/2.0/sql/warehouses': () => ({
        json: { warehouses: [{ id: 'w', state: 'RUNNING' }] },
      }),
      'POST /api/2.0/sql/statements': () => ({
        json: {
          statement_id: 's',
          status: { state: 'SUCCEEDED' },
          manifest: { schema: { columns: columns.map((name) => ({ name })) } },
          result: { data_array: found },
        },
      }),
    });
    const workspace = new Workspace({ host: fake.host, token: 'secret', source: 'test' });
    const options = { run: false, withinHours: 26 };
    return dataPlaneDrift(prod, workspace, options, new Progress());
  }

  it('is what the last run wrote down', async () => {
    const row = ['2026-11-25T03:00:09Z', 'silver.reps', 'column x', '', 'string', 'left: x'];
    const found = await drift({ hoursAgo: 2, result: 'SUCCESS' }, [row]);
    expect(found).toMatchObject({ runId: 7, findings: [{ securable: 'silver.reps' }] });
    const asked = fake!.asked.find(({ path }) => path.endsWith('/statements'));
    const { catalog, parameters } = JSON.parse(asked!.body.toString());
    expect([catalog, parameters]).toEqual([
      'lakehouse_prod',
      [{ name: 'since', value: found.lookedAt }],
    ]);
    const runs = fake!.asked.find(({ path }) => path.endsWith('/runs/list'));
    expect(Object.fromEntries(runs!.query)).toEqual({
      completed_only: 'true',
      job_id: '3',
      limit: '1',
    });
  });

  it('is nothing only where a run has looked and ended well', async () => {
    expect((await drift({ hoursAgo: 2, result: 'SUCCESS' }, [])).findings).toEqual([]);
    await fake!.stop();
    await expect(drift({ hoursAgo: 2, result: 'FAILED' }, [])).rejects.toThrow(
      'governance job: run 7 failed, so drift is unknown',
    );
    await fake!.stop();
    await expect(drift({ hoursAgo: 49, result: 'SUCCESS' }, [])).rejects.toThrow(
      'governance job: no run in the last 26 hours, got the last one 49 hours ago. Specify --run to run it now',
    );
    await fake!.stop();
    await expect(drift(undefined, [])).rejects.toThrow('got no run. Specify --run');
  });

  it('is what a failed run found before it failed', async () => {
    const row = ['2026-11-25T03:00:09Z', 'silver.reps', 'constraint a', 'a > 1', '', '1 row'];
    const found = await drift({ hoursAgo: 2, result: 'FAILED' }, [row]);
    expect(found.findings).toHaveLength(1);
  });
});
