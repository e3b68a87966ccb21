/** A workspace whose warehouse answers any widget's statement: each combination of what it groups by, with a measure. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Answer, type Asked, FakeWorkspace, type Handler } from '../fake-workspace';

const PROJECT = join(__dirname, '..', '..', '..');
export const DASHBOARD_ID = '0123456789abcdef0123456789abcdef';

/** Values of the columns that widgets group by. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  month: ['2018-07-01', '2018-08-01', '2018-09-01'],
  day: ['2026-11-24', '2026-11-25'],
  started_at: ['2026-11-24T08:15:00.000Z', '2026-11-25T08:15:00.000Z'],
  team_id: ['team_01', 'team_02', 'team_03'],
  rep_id: ['user_1', 'user_2', 'user_3', 'user_4'],
  signal_name: ['prospect_interest', 'uses_emotion', 'uses_urgency'],
  signal_type: ['behaviour', 'risk_flag', 'score'],
  scoring_version: ['phi-4@1', 'qwen3-30b@1'],
  score_and_version: ['prospect_interest, phi-4@1', 'prospect_interest, qwen3-30b@1'],
  job_name: ['ingest', 'maintenance'],
  state: ['succeeded', 'failed'],
  stage: ['land_deals', 'merge_deals'],
  feed: ['conversations', 'deals'],
  deal_id: ['deal_1', 'deal_2'],
  outcome_then: ['lost', 'open', 'won'],
};
/** Text columns of tables, which need no variety. */
const TEXT =
  /^(value|reason|call_id|severity|rule|target_table|table_name|clustering|actions|last_state)$/;
const TIME = /_at$|^call_timestamp$/;
/** When the one run of the one job began; it took 40 seconds. */
const RUN_STARTED_AT = Date.UTC(2026, 10, 24, 8, 15);

export interface FakeWarehouse {
  readonly workspace: FakeWorkspace;
  /** The statements that were run, with their parameters by name. */
  statements(): { statement: string; parameters: Record<string, string> }[];
}

/** The dashboard as the stack deploys it, its SQL being the name of its file. */
export function deployedDashboard(): string {
  return readFileSync(join(PROJECT, 'dashboards/rep_cohort_scores.lvdash.json'), 'utf8');
}

/**
 * @param refused - statements that the principal lacks the rights for
 * @param serialized - the dashboard
 */
export async function fakeWarehouse(
  refused = /(?!)/,
  serialized = deployedDashboard(),
  more: Record<string, Handler> = {},
): Promise<FakeWarehouse> {
  const workspace = await FakeWorkspace.start({
    'GET /api/2.0/preview/scim/v2/Me': () => ({ json: { userName: 'analyst@example.com' } }),
    'GET /api/2.0/lakeview/dashboards': () => ({
      json: { dashboards: [{ dashboard_id: DASHBOARD_ID, display_name: 'Rep cohort scores' }] },
    }),
    'GET /api/2.0/lakeview/dashboards/': ({ path }) => ({
      status: 404,
      json: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: path },
    }),
    [`GET /api/2.0/lakeview/dashboards/${DASHBOARD_ID}`]: () => ({
      json: {
        dashboard_id: DASHBOARD_ID,
        display_name: 'Rep cohort scores',
        lifecycle_state: 'ACTIVE',
        warehouse_id: 'w1',
        serialized_dashboard: serialized,
      },
    }),
    'GET /api/2.0/sql/warehouses': () => ({
      json: { warehouses: [{ id: 'w1', state: 'RUNNING' }] },
    }),
    'GET /api/2.1/unity-catalog/tables': ({ query }) => ({
      json: { tables: [{ name: `${query.get('schema_name')}_table`, table_type: 'MANAGED' }] },
    }),
    'GET /api/2.2/jobs/list': () => ({
      json: { jobs: [{ job_id: 7, settings: { name: 'ingest' } }] },
    }),
    'GET /api/2.2/jobs/runs/list': () => ({
      json: {
        runs: [
          {
            run_id: 2,
            state: { life_cycle_state: 'TERMINATED', result_state: 'SUCCESS' },
            start_time: RUN_STARTED_AT,
            end_time: RUN_STARTED_AT + 40_000,
          },
        ],
      },
    }),
    'POST /api/2.0/sql/statements': (asked) => answer(asked, refused),
    ...more,
  });
  const statements = () =>
    workspace.asked
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => JSON.parse(body.toString()))
      .map(({ statement, parameters }) => ({
        statement,
        parameters: Object.fromEntries(
          parameters.map(({ name, value }: { name: string; value: string }) => [name, value]),
        ),
      }));
  return { workspace, statements };
}

function answer({ body }: Asked, refused: RegExp): Answer {
  const { statement } = JSON.parse(body.toString()) as { statement: string };
  if (refused.test(statement)) {
    const message = "Insufficient privileges:\nUser does not have SELECT on Table 'gold.x'.";
    const error = { error_code: 'INSUFFICIENT_PERMISSIONS', message };
    return { json: { statement_id: 's', status: { state: 'FAILED', error } } };
  }
  const names = [...statement.matchAll(/ as `(\w+)`/g)].map(([, name = '']) => name);
  const ofFile = names.length === 0 ? columnsOfFile(statement) : names;
  return {
    json: {
      statement_id: 's',
      status: { state: 'SUCCEEDED' },
      manifest: { schema: { columns: ofFile.map((name) => ({ name, type_name: typeOf(name) })) } },
      result: { data_array: rowsOf(ofFile) },
    },
  };
}

/** The columns of the overview's statements, by what they are about. */
function columnsOfFile(statement: string): string[] {
  if (/as row_count/.test(statement)) return ['row_count'];
  if (/describe history/.test(statement)) return ['version', 'timestamp', 'operation'];
  if (/open_count/.test(statement)) return ['target_table', 'rule', 'open_count', 'message'];
  if (/ops\.rescued_data/.test(statement)) return ['day', 'feed', 'field', 'document_count'];
  if (/failed_share/.test(statement)) return ['day', 'target_table', 'rule', 'failed', 'passed'];
  if (/limit 50/.test(statement))
    return ['signal_id', 'signal_name', 'signal_value', 'rep_id', 'call_timestamp'];
  return ['signal_id', 'signal_name', 'bronze_file', 'source_system', 'gold_updated_at'];
}

function typeOf(name: string): string {
  if (name in VALUES || TEXT.test(name)) return 'STRING';
  if (TIME.test(name) || name === 'timestamp') return 'TIMESTAMP';
  return /^(signal_id|signal_value|message|field|operation|bronze_file|source_system)$/.test(name)
    ? 'STRING'
    : 'DOUBLE';
}

function rowsOf(names: readonly string[]): string[][] {
  const combined = names.reduce<{ name: string; value: string }[][]>(
    (rows, name) => rows.flatMap((row) => valuesOf(name).map((value) => [...row, { name, value }])),
    [[]],
  );
  return combined.map((row, at) =>
    row.map(({ name, value }, column) =>
      typeOf(name) === 'DOUBLE' ? String(((at * 37 + column * 11) % 90) + 8) : value,
    ),
  );
}

function valuesOf(name: string): readonly string[] {
  const values = VALUES[name];
  if (values !== undefined) return values;
  if (name === 'signal_id') return ['a'.repeat(64)];
  return [TIME.test(name) || name === 'timestamp' ? '2026-11-25T08:00:00.000Z' : name];
}
