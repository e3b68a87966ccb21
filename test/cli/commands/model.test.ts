import { FakeWorkspace, type Handler } from '../fake-workspace';
import { type Ended, lakehouse } from '../lakehouse';

const MODEL = '/api/2.1/unity-catalog/models/lake.gold.deal_outcome';

describe('lakehouse model', () => {
  let workspace: FakeWorkspace;
  afterEach(() => workspace.stop());

  async function run(handlers: Record<string, Handler>, ...args: string[]): Promise<Ended> {
    workspace = await FakeWorkspace.start(handlers);
    return lakehouse(['model', ...args], {
      DATABRICKS_HOST: workspace.host,
      DATABRICKS_TOKEN: 'secret',
    });
  }

  const versions = [
    { version: 1, created_at: Date.UTC(2026, 0, 2), run_id: 'a' },
    { version: 2, created_at: Date.UTC(2026, 0, 9), run_id: 'b' },
  ];
  const aliases = [
    { alias_name: 'champion', version_num: 2 },
    { alias_name: 'previous_champion', version_num: 1 },
  ];

  test('list shows each version, the newest first, and which is served', async () => {
    const { code, stdout } = await run(
      {
        [`GET ${MODEL}`]: () => ({ json: { aliases } }),
        [`GET ${MODEL}/versions`]: ({ query }) =>
          query.has('page_token')
            ? { json: { model_versions: [versions[1]] } }
            : { json: { model_versions: [versions[0]], next_page_token: '1' } },
        'GET /api/2.0/serving-endpoints/deal-outcome': () => ({
          json: { config: { served_entities: [{ entity_version: '2' }] } },
        }),
      },
      ...['list', '--catalog', 'lake', '--json'],
    );
    expect(code).toBe(0);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        version: 2,
        aliases: ['champion'],
        created_at: '2026-01-09T00:00:00.000Z',
        run_id: 'b',
        served: true,
      },
      {
        version: 1,
        aliases: ['previous_champion'],
        created_at: '2026-01-02T00:00:00.000Z',
        run_id: 'a',
        served: false,
      },
    ]);
  });

  test('list reports that no version exists yet, with an endpoint or without one', async () => {
    const { code, stdout, stderr } = await run(
      { [`GET ${MODEL}`]: () => ({ json: {} }) },
      ...['list', '--catalog', 'lake'],
    );
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toBe('lake.gold.deal_outcome has no version yet: train it first\n');
  });

  const done = { life_cycle_state: 'TERMINATED', result_state: 'SUCCESS' };
  const job: Record<string, Handler> = {
    'GET /api/2.2/jobs/list': () => ({
      json: { jobs: [{ job_id: 7, settings: { name: 'serve_model' } }] },
    }),
    'POST /api/2.2/jobs/run-now': () => ({ json: { run_id: 9 } }),
    'GET /api/2.2/jobs/runs/get': () => ({
      json: {
        run_id: 9,
        state: done,
        tasks: [{ run_id: 10, task_key: 'serve_model', state: done }],
      },
    }),
    'GET /api/2.2/jobs/runs/get-output': () => ({
      json: {
        notebook_output: {
          result: JSON.stringify({
            model: 'lake.gold.deal_outcome',
            endpoint: 'deal-outcome',
            version: 1,
            before: 2,
          }),
        },
      },
    }),
  };
  const asked = () =>
    workspace.asked
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => JSON.parse(body.toString()).job_parameters);

  test('rollback serves the previous champion, and says how that is undone', async () => {
    const { code, stdout, stderr } = await run(job, 'rollback');
    expect(code).toBe(0);
    expect(stdout).toBe('deal-outcome serves version 1 of lake.gold.deal_outcome\n');
    expect(stderr).toContain('undo: npx lakehouse model rollback --to 2\n');
    expect(asked()).toEqual([{ version: 'previous' }]);
  });

  test('rollback serves the version that it is given, which has to be one', async () => {
    expect((await run(job, 'rollback', '--to', '1')).code).toBe(0);
    expect(asked()).toEqual([{ version: '1' }]);
    await workspace.stop();
    const { code, stderr } = await run(job, 'rollback', '--to', 'latest');
    expect(code).not.toBe(0);
    expect(stderr).toContain('--to: not a version number, got latest');
  });
});
