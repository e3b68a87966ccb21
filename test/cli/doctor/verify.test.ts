import type { Report } from '../../../cli/doctor/check';
import { Context } from '../../../cli/doctor/context';
import { PROBES } from '../../../cli/doctor/verify/probes';
import { describeVerification, verify } from '../../../cli/doctor/verify/verify';
import { credentials } from '../../../client/credentials';
import { Workspace } from '../../../client/rest';
import { dev } from '../../../environments/dev';
import { staging } from '../../../environments/staging';
import { LEDGER } from '../../../parity/ledger';
import { Harness } from '../../local/api/harness';
import { FakeWorkspace, type Handler } from '../fake-workspace';
import { lakehouse } from '../lakehouse';

const UC = '/api/2.1/unity-catalog';
const SIGNED_IN: Report[] = [
  { name: 'sign-in', status: 'ok', detail: 'ci' },
  { name: 'cloud storage', status: 'ok', detail: 'lakehouse_landing' },
  { name: 'runtime', status: 'ok', detail: '17.3.x-scala2.13' },
  { name: 'node type', status: 'fail', detail: 'the workspace has no m5.large' },
];

describe('doctor --verify', () => {
  test('has a probe for each entry of the ledger with a command, and no other', () => {
    const toVerify = LEDGER.filter((entry) => entry.verify !== undefined);
    expect(Object.keys(PROBES).sort()).toEqual(
      toVerify.map(({ kind, match }) => `${kind} ${match}`).sort(),
    );
  });

  describe('of a workspace', () => {
    let fake: FakeWorkspace;
    afterEach(() => fake.stop());

    /** The outcomes of a workspace that answers by `handlers`, by subject. */
    async function outcomes(
      handlers: Record<string, Handler>,
      settings = dev,
      reports = SIGNED_IN,
    ) {
      fake = await FakeWorkspace.start(handlers);
      const workspace = new Workspace({ host: fake.host, token: 'token', source: 'test' });
      const context = new Context(settings, () => workspace);
      const results = await verify(LEDGER, { context, reports });
      return Object.fromEntries(
        results.map(({ subject, status, detail }) => [subject, `${status}: ${detail}`]),
      );
    }

    const job = (...names: string[]): Record<string, Handler> => ({
      'GET /api/2.2/jobs/list': () => ({
        json: { jobs: names.map((name, i) => ({ job_id: i + 1, settings: { name } })) },
      }),
    });
    const lastRun = (state: object): Record<string, Handler> => ({
      'GET /api/2.2/jobs/runs/list': () => ({
        json: { runs: [{ run_id: 7, end_time: Date.UTC(2026, 0, 2), state }] },
      }),
    });
    const answer = (route: string, json: unknown): Record<string, Handler> => ({
      [route]: () => ({ json }),
    });
    const me = (...groups: string[]): Record<string, Handler> =>
      answer('GET /api/2.0/preview/scim/v2/Me', {
        id: '1',
        userName: 'ci',
        groups: groups.map((display) => ({ display })),
      });

    test('without a sign-in nothing is asked, and each command is listed', async () => {
      const found = await outcomes({}, dev, [{ name: 'sign-in', status: 'fail', detail: 'no' }]);
      expect(new Set(Object.values(found))).toEqual(
        new Set(['not run: no sign-in to the workspace']),
      );
      expect(fake.asked).toEqual([]);
    });

    test('findings of checks decide, and one that failed is a difference', async () => {
      const found = await outcomes({});
      expect(found['databricks_storage_credential']).toBe('same: cloud storage: lakehouse_landing');
      expect(found['/api/*/clusters']).toBe(
        'different: runtime: 17.3.x-scala2.13; node type: the workspace has no m5.large',
      );
    });

    test.each([
      [{ result_state: 'SUCCESS' }, 'same: run 7 of ingest ended on 2026-01-02: SUCCESS'],
      [
        { result_state: 'FAILED', state_message: 'no notebook' },
        'different: run 7 of ingest ended on 2026-01-02: FAILED: no notebook',
      ],
    ])('the last run %j stands for a new one', async (state, expected) => {
      const found = await outcomes({ ...job('ingest'), ...lastRun(state) });
      expect(found['/api/*/jobs']).toBe(expected);
      // one of its two jobs does not exist
      expect(found['alter table']).toMatch(/^not run: job: does not exist at .*, got governance/);
    });

    test('a job that never ran is not run', async () => {
      const none = answer('GET /api/2.2/jobs/runs/list', {});
      expect((await outcomes({ ...job('ingest'), ...none }))['/api/*/jobs']).toBe(
        'not run: ingest has no completed run',
      );
    });

    test.each([
      [true, 'same: enable_file_events of lakehouse_staging_landing is true'],
      [
        false,
        'different: enable_file_events of lakehouse_staging_landing is false, the settings declare true',
      ],
    ])('file events that are %p', async (enable_file_events, expected) => {
      const path = `GET ${UC}/external-locations/lakehouse_staging_landing`;
      const settings = { ...staging, catalog: 'lakehouse_staging', landingCredential: 'c' };
      const found = await outcomes(answer(path, { enable_file_events }), settings);
      expect(found['databricks_external_location']).toBe(expected);
    });

    test.each([
      [{ config: {} }, 'not run: the endpoint deal-outcome serves no version yet'],
      [
        { config: { served_entities: [{}] } },
        'different: the inference table of deal-outcome is off, the settings declare it on',
      ],
      [
        {
          config: { served_entities: [{}] },
          ai_gateway: { inference_table_config: { enabled: true } },
        },
        'same: the inference table of deal-outcome is on',
      ],
    ])('an endpoint %j', async (endpoint, expected) => {
      const found = await outcomes(answer('GET /api/2.0/serving-endpoints/deal-outcome', endpoint));
      expect(found['/api/*/serving-endpoints']).toBe(expected);
    });

    test.each([
      [[{}], [], 'same: /lakehouse/deal-outcome lists its runs'],
      [[], [], 'not run: no version of lakehouse_dev.gold.deal_outcome was trained'],
      [
        [],
        [{}],
        'different: /lakehouse/deal-outcome lists no run, and lakehouse_dev.gold.deal_outcome has versions',
      ],
    ])('an experiment with runs %j and versions %j', async (runs, model_versions, expected) => {
      const experiments = '/api/2.0/mlflow/experiments/get-by-name';
      const found = await outcomes({
        ...answer(`GET ${experiments}`, { experiment: { experiment_id: '1' } }),
        ...answer('POST /api/2.0/mlflow/runs/search', { runs }),
        ...answer(`GET ${UC}/models/lakehouse_dev.gold.deal_outcome`, {}),
        ...answer(`GET ${UC}/models/lakehouse_dev.gold.deal_outcome/versions`, { model_versions }),
      });
      expect(found['/api/*/mlflow']).toBe(expected);
    });

    test.each([
      ['MONITOR_STATUS_ACTIVE', /^same: the monitor of lakehouse_dev\.gold\.deal_predictions/],
      ['MONITOR_STATUS_FAILED', /^different: .* has the status MONITOR_STATUS_FAILED$/],
    ])('a monitor with %s', async (status, expected) => {
      const path = `GET ${UC}/tables/lakehouse_dev.gold.deal_predictions/monitor`;
      const found = await outcomes(answer(path, { status }));
      expect(found['databricks_quality_monitor']).toMatch(expected);
    });

    test.each([
      [{}, /^same: no mask and no row filter on \d+ tables$/],
      [{ row_filter: { function_name: 'f' } }, /^different: masks or row filters on c\.s\.t/],
      [{ columns: [{ name: 'a', mask: {} }] }, /^different: masks or row filters on c\.s\.t\.a/],
    ])('tables with %j', async (table, expected) => {
      const listed = { tables: [{ full_name: 'c.s.t', ...table }] };
      const found = await outcomes(answer(`GET ${UC}/tables`, listed));
      expect(found['masks and row filters']).toMatch(expected);
    });

    test.each([
      ['SUCCEEDED', undefined, /^different: a member of lakehouse-owners reads .*silver\.deals/],
      ['FAILED', 'INSUFFICIENT_PERMISSIONS', /^same: a member of lakehouse-owners cannot read/],
      ['FAILED', 'TABLE_OR_VIEW_NOT_FOUND', /^not run: TABLE_OR_VIEW_NOT_FOUND: no$/],
    ])('a read by the owners that %s with %s', async (state, error_code, expected) => {
      const error = error_code && { error_code, message: 'no' };
      const found = await outcomes({
        ...me('lakehouse-owners'),
        ...answer(`GET ${UC}/effective-permissions`, {}),
        ...answer('GET /api/2.0/sql/warehouses', { warehouses: [{ id: 'w', state: 'RUNNING' }] }),
        ...answer('POST /api/2.0/sql/statements', { statement_id: '1', status: { state, error } }),
      });
      expect(found['inheritance of ownership']).toMatch(expected);
      const posted = fake.asked.filter(({ method }) => method !== 'GET');
      expect(posted.map(({ path, body }) => [path, JSON.parse(body.toString()).statement])).toEqual(
        [['/api/2.0/sql/statements', 'select 1 from lakehouse_dev.silver.deals limit 1']],
      );
    });

    test('a principal with a grant, or outside the owners, proves nothing', async () => {
      expect((await outcomes(me()))['inheritance of ownership']).toBe(
        'not run: ci is not a member of lakehouse-owners',
      );
      await fake.stop();
      const granted = { privilege_assignments: [{ privileges: [{ privilege: 'SELECT' }] }] };
      const found = await outcomes({
        ...me('lakehouse-owners'),
        ...answer(`GET ${UC}/effective-permissions`, granted),
      });
      expect(found['inheritance of ownership']).toBe(
        'not run: ci has SELECT on lakehouse_dev.silver.deals by a grant',
      );
    });
  });

  test('prints the command of what was not run, for the environment', async () => {
    const context = new Context(dev, () => new Workspace({ host: 'h', token: 't', source: 's' }));
    const results = await verify(
      LEDGER.filter(({ match }) => ['databricks_external_location', 'merge into'].includes(match)),
      { context, reports: SIGNED_IN },
    );
    expect(describeVerification(results).split('\n')).toEqual([
      '',
      'Verification (docs/reference/parity.md):',
      'not run    databricks_external_location: the settings declare no landing location',
      '           -> npx lakehouse plan --env dev, twice: the second plan is empty',
      'not run    merge into: needs two runs at the same time, which change data',
      '           -> npx lakehouse sql "select holder, stages from ops.job_locks", during two runs',
      '0 same, 0 different, 2 not run',
    ]);
  });

  test('of the local workspace, reads alone', async () => {
    const api = await Harness.open();
    try {
      const { host } = credentials({ home: api.root });
      await api.withCatalog();
      const token = api.token();
      const before = JSON.stringify(api.ws.state.collection('schemas').values());
      const environment = { DATABRICKS_HOST: host, DATABRICKS_TOKEN: token };
      const ended = await lakehouse(['doctor', '--verify', '--json'], environment);
      expect(ended.stderr).toBe('');
      const { verification } = JSON.parse(ended.stdout) as {
        verification: { subject: string; status: string; detail: string }[];
      };
      expect(verification).toHaveLength(Object.keys(PROBES).length);
      const status = Object.fromEntries(verification.map((one) => [one.subject, one.status]));
      expect(status).toMatchObject({
        '/api/*/clusters': 'same',
        '/api/*/jobs': 'not run',
        '/api/*/mlflow': 'not run',
        'merge into': 'not run',
        databricks_quality_monitor: 'not run',
      });
      expect(ended.code).toBe(0);
      expect(JSON.stringify(api.ws.state.collection('schemas').values())).toBe(before);
    } finally {
      await api.close();
    }
  }, 60_000);
});
