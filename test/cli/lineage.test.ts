import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { FakeWorkspace, Handler } from './fake-workspace';
import { Ended, lakehouse } from './lakehouse';

const ID = 'a'.repeat(64);

const ROW: Record<string, string | null> = {
  signal_id: ID,
  signal_name: 'empathy',
  scoring_version: 'v3',
  signal_value: '0.8',
  call_id: 'call-1',
  call_timestamp: '2025-05-06T07:08:09.000Z',
  run_id: 'run-1',
  scored_at: '2025-05-06T08:00:00.000Z',
  rep_id: 'rep-1',
  month: '2025-05-01',
  gold_avg_value: '0.75',
  gold_conversation_count: '12',
  gold_updated_at: '2025-05-07T00:00:00.000Z',
  silver_updated_at: '2025-05-06T09:00:00.000Z',
  bronze_file: 'dbfs:/Volumes/spark_catalog/bronze/landing/conversations/call-1.json',
  bronze_ingested_at: '2025-05-06T08:30:00.000Z',
  file_modification_time: '2025-05-06T08:10:00.000Z',
  payload_sha256: 'b'.repeat(64),
  bronze_document_count: '1',
  source_system: 'gong',
  source_call_id: 'g-1',
};

describe('lineage', () => {
  let workspace: FakeWorkspace | undefined;
  afterEach(async () => {
    await workspace?.stop();
    workspace = undefined;
  });

  async function run(answer: object, ...args: string[]): Promise<Ended> {
    const handlers: Record<string, Handler> = {
      'GET /api/2.0/sql/warehouses': () => ({
        json: { warehouses: [{ id: 'w', state: 'RUNNING' }] },
      }),
      'POST /api/2.0/sql/statements': () => ({ json: { statement_id: 's', ...answer } }),
    };
    workspace = await FakeWorkspace.start(handlers);
    const env = { DATABRICKS_HOST: workspace.host, DATABRICKS_TOKEN: 'secret' };
    return lakehouse(['lineage', ...args], env);
  }

  function rows(...found: Record<string, string | null>[]): object {
    const columns = Object.keys(ROW).map((name) => ({ name, type_name: 'STRING' }));
    return {
      status: { state: 'SUCCEEDED' },
      manifest: { schema: { columns } },
      result: { data_array: found.map((row) => Object.values(row)) },
    };
  }

  test('prints the way from gold to the source', async () => {
    const done = await run(rows(ROW), ID);
    expect(done.stderr).toBe('');
    expect(done.stdout).toBe(`gold    gold.rep_monthly_scores
        rep rep-1, 2025-05, empathy, v3
        average 0.75 over 12 calls; written 2025-05-07T00:00:00.000Z
silver  silver.conversation_signals
        signal ${ID}
        empathy = 0.8, scored by v3 at 2025-05-06T08:00:00.000Z in run run-1
        of call call-1 at 2025-05-06T07:08:09.000Z; written 2025-05-06T09:00:00.000Z
bronze  dbfs:/Volumes/spark_catalog/bronze/landing/conversations/call-1.json
        bronze.conversations_raw, ingested 2025-05-06T08:30:00.000Z; file of 2025-05-06T08:10:00.000Z, 1 document(s)
        payload sha256 ${'b'.repeat(64)}
source  gong
        call g-1 there
`);
  });

  test('asks with the statement of the file, the id as a parameter, in the catalog', async () => {
    await run(rows(ROW), ID.toUpperCase(), '--catalog', 'lakehouse_prod');
    const sent = workspace!.asked.find(({ method }) => method === 'POST')!;
    expect(JSON.parse(sent.body.toString())).toMatchObject({
      statement: readFileSync(
        join(__dirname, '../../sql/monitoring/lineage_of_signal.sql'),
        'utf8',
      ),
      warehouse_id: 'w',
      catalog: 'lakehouse_prod',
      parameters: [{ name: 'signal_id', value: ID }],
    });
  });

  test('prints the row as one JSON line', async () => {
    const done = await run(rows(ROW), ID, '--json');
    expect(JSON.parse(done.stdout)).toEqual(ROW);
    expect(done.stdout.trim()).not.toContain('\n');
  });

  test('says so where gold is behind, and where bronze has the file no more', async () => {
    const behind = {
      ...ROW,
      ...Object.fromEntries(
        Object.keys(ROW)
          .filter((name) => /^gold_|^bronze_ingested|^bronze_document|^file_/.test(name))
          .map((name) => [name, null]),
      ),
      source_system: null,
      source_call_id: null,
    };
    const done = await run(rows(behind), ID);
    expect(done.stdout).toContain('has no row yet: gold is behind silver');
    expect(done.stdout).toContain('bronze.conversations_raw has this file no more');
    expect(done.stdout).toContain('source  unknown system');
    expect(done.stdout).not.toContain('null');
  });

  test('an unknown id is an error that says how to find one', async () => {
    const done = await run(rows(), ID);
    expect(done).toMatchObject({ code: 1, stdout: '' });
    expect(done.stderr).toContain(`signal id: not in gold.signal_lineage at`);
    expect(done.stderr).toContain(`got ${ID} (to find one: npx lakehouse sql "select signal_id`);
  });

  test('what is no id is not asked for', async () => {
    const done = await run(rows(), 'call-1');
    expect(done.code).toBe(1);
    expect(done.stderr).toContain('signal id: not 64 hexadecimal digits, got call-1');
    expect(workspace!.asked).toEqual([]);
  });

  test('an error names the job to run where the governance job never ran', async () => {
    const error = { error_code: 'TABLE_OR_VIEW_NOT_FOUND', message: 'no view' };
    const done = await run({ status: { state: 'FAILED', error } }, ID);
    expect(done.stderr).toContain('`npx lakehouse run governance --wait` makes it');
  });

  describe('--column', () => {
    const column = (...args: string[]): Promise<Ended> => lakehouse(['lineage', ...args]);

    test('prints the way to the landed fields, without a workspace', async () => {
      const { stdout, stderr, code } = await column('--column', 'silver.reps.email');
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toBe(`silver.reps.email
  copied from bronze.reps_raw.payload email
landed fields
  reps: email (copied)
personal data (mask: email)
  bronze.reps_raw.payload email
`);
    });

    test('prints columns of columns below them', async () => {
      const { stdout } = await column('--column', 'gold.rep_monthly_scores.avg_value');
      expect(stdout).toBe(`gold.rep_monthly_scores.avg_value (also rows)
  derived from silver.conversation_signals.value_boolean
    copied from bronze.conversations_raw.payload evaluations[].signals[].value
    copied from bronze.evaluations_raw.payload signals[].value
  derived from silver.conversation_signals.value_number
    copied from bronze.conversations_raw.payload evaluations[].signals[].value
    copied from bronze.evaluations_raw.payload signals[].value
landed fields
  conversations: evaluations[].signals[].value (derived)
  evaluations: signals[].value (derived)
`);
    });

    test('prints JSON, also for a name with a catalog', async () => {
      const { stdout } = await column('--column', 'prod.gold.rep_monthly_scores.month', '--json');
      expect(JSON.parse(stdout)).toMatchObject({
        column: 'gold.rep_monthly_scores.month',
        landed_fields: [{ feed: 'conversations', field: 'call.call_timestamp', how: 'derived' }],
        mask: null,
        personal_sources: [],
      });
    });

    test.each([
      [['--column', 'avg_value'], /^error: column: not a name like gold.rep_monthly_scores.avg_v/],
      [
        ['--column', 'silver.reps.mood'],
        /^error: column: without a lineage, got silver.reps.mood\. Use one of rep_id, name/,
      ],
      [['--column', 'gold.x.y'], /Use one of bronze.conversations_raw, /],
      [[], /^error: lineage: not one of a signal id and --column, got none/],
      [[ID, '--column', 'silver.reps.email'], /got both/],
    ])('refuses %j', async (args, message) => {
      const { code, stdout, stderr } = await column(...args);
      expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(message)]);
    });
  });
});
