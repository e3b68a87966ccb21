import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { ClusterError } from '../../../../../local/api/core/cluster/cluster';
import {
  type AlertState,
  type Condition,
  evaluate,
} from '../../../../../local/api/services/alerts/condition';
import { rowsOf } from '../../fake-cluster';
import { Harness } from '../../harness';

const ALERTS = '/api/2.0/sql/alerts';
const JOBS = '/api/2.2/jobs';
const DESTINATIONS = '/api/2.0/notification-destinations';

const above = (threshold: object) => ({
  op: 'GREATER_THAN',
  operand: { column: { name: 'problems' } },
  threshold: { value: threshold },
  empty_result_state: 'OK',
});

describe('alerts', () => {
  let api: Harness;
  let warehouse_id: string;
  let query_id: string;
  beforeEach(async () => {
    api = await (await Harness.open()).withCatalog();
    warehouse_id = await api.withWarehouse();
    const query = {
      display_name: 'stale feeds',
      query_text: 'select :stale_hours as problems',
      warehouse_id,
      parent_path: '/Shared',
      catalog: 'spark_catalog',
      parameters: [{ name: 'stale_hours', numeric_value: { value: 24 } }],
    };
    query_id = (await api.post('/api/2.0/sql/queries', { query })).body.id;
  });
  afterEach(() => api.close());

  const alert = () => ({
    display_name: 'stale',
    query_id,
    parent_path: '/Shared',
    condition: above({ double_value: 0 }),
  });
  const create = async (change: object = {}) =>
    api.post(ALERTS, { alert: { ...alert(), ...change } });
  const notifications = () => {
    const file = api.ws.home.notifications;
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    return lines.map((line) => JSON.parse(line));
  };

  /** Runs a job whose one task evaluates an alert, with what its query is to answer. */
  const evaluated = async (id: string, answer: (string | null)[][] | Error, task: object = {}) => {
    api.cluster.handlers.run_sql_file = () => {
      if (answer instanceof Error) throw answer;
      return rowsOf(['problems', 'feed'], answer);
    };
    const sql_task = { warehouse_id, alert: { alert_id: id, ...task } };
    const job = await api.post(`${JOBS}/create`, {
      name: 'monitoring',
      tasks: [{ task_key: 'stale', sql_task }],
    });
    const { run_id } = (await api.post(`${JOBS}/run-now`, { job_id: job.body.job_id })).body;
    for (;;) {
      const run = (await api.get(`${JOBS}/runs/get?run_id=${run_id}`)).body;
      if (run.status.state === 'TERMINATED') return run;
      await sleep(5);
    }
  };
  const stateOf = async (id: string) => (await api.get(`${ALERTS}/${id}`)).body.state;

  test('are answered as they were given, not evaluated yet', async () => {
    const { body: made } = await create({ state: 'OK', seconds_to_retrigger: 60 });
    expect(made).toEqual({
      ...alert(),
      id: made.id,
      owner_user_name: 'admin@example.com',
      lifecycle_state: 'ACTIVE',
      notify_on_ok: true,
      seconds_to_retrigger: 60,
      state: 'UNKNOWN',
      create_time: made.create_time,
      update_time: made.update_time,
    });
    expect((await api.get(`${ALERTS}/${made.id}`)).body).toEqual(made);
    expect((await api.get(ALERTS)).body.results).toEqual([made]);
  });

  test('change in the fields that are named, and are gone when deleted', async () => {
    const { id } = (await create()).body;
    const changed = await api.patch(`${ALERTS}/${id}`, {
      alert: { notify_on_ok: false, display_name: 'not named' },
      update_mask: 'notify_on_ok',
    });
    expect(changed.body).toMatchObject({ notify_on_ok: false, display_name: 'stale' });
    await api.delete(`${ALERTS}/${id}`);
    expect((await api.get(`${ALERTS}/${id}`)).body.message).toBe(`Alert ${id} does not exist.`);
  });

  test.each([
    [{ query_id: 'q9' }, 'Query q9 does not exist.'],
    [{ condition: undefined }, 'Missing required field: condition'],
    [
      { condition: { ...above({ double_value: 0 }), op: 'ABOVE' } },
      '`condition.op`: must be one of GREATER_THAN, GREATER_THAN_OR_EQUAL, LESS_THAN, LESS_THAN_OR_EQUAL, EQUAL, NOT_EQUAL, IS_NULL, got ABOVE',
    ],
    [
      { condition: above({}) },
      '`condition.threshold.value`: must have one of double_value, string_value, bool_value, got none',
    ],
    [
      { condition: { ...above({ double_value: 0 }), empty_result_state: 'FINE' } },
      '`condition.empty_result_state`: must be one of OK, TRIGGERED, UNKNOWN, got FINE',
    ],
    [
      { seconds_to_retrigger: -1 },
      '`seconds_to_retrigger`: must be a whole number from 0 on, got -1',
    ],
    [{ parent_path: '/Shared/x' }, 'The parent folder (/Shared/x) does not exist.'],
  ])('are refused with %j', async (change, message) => {
    expect((await create(change)).body.message).toBe(message);
  });

  test('are triggered, told of once, and recover', async () => {
    const destination = {
      display_name: 'on call',
      config: { email: { addresses: ['a@b.example'] } },
    };
    const { body: made } = await api.post(DESTINATIONS, destination);
    expect(made).toEqual({ ...destination, id: made.id, destination_type: 'EMAIL' });
    const subscriptions = [{ destination_id: made.id }, { user_name: 'admin@example.com' }];
    const { id } = (
      await create({
        custom_subject: '{{ALERT_STATUS}}: {{ALERT_NAME}}',
        custom_body:
          '{{QUERY_RESULT_VALUE}} {{ALERT_CONDITION}} {{ALERT_THRESHOLD}} {{OTHER}}\n{{QUERY_RESULT_TABLE}}',
      })
    ).body;

    const run = await evaluated(id, [['2', 'deals']], { subscriptions });
    expect(run.state.result_state).toBe('SUCCESS');
    const output = await api.get(`${JOBS}/runs/get-output?run_id=${run.tasks[0].run_id}`);
    expect(output.body.sql_output).toEqual({
      alert_output: {
        alert_state: 'TRIGGERED',
        query_text: 'select :stale_hours as problems',
        warehouse_id,
      },
    });
    expect((await api.get(`${ALERTS}/${id}`)).body).toMatchObject({
      state: 'TRIGGERED',
      trigger_time: expect.stringMatching(/^\d{4}-/),
    });
    const asked = api.cluster.calls.filter(({ method }) => method === 'run_sql_file');
    expect(asked.at(-1)!.params).toMatchObject({
      parameters: { stale_hours: '24' },
      catalog: 'spark_catalog',
      principal: { user_name: 'admin@example.com' },
    });

    await evaluated(id, [['3', 'deals']], { subscriptions });
    expect(notifications()).toEqual([
      {
        time: expect.any(String),
        alert_id: id,
        alert: 'stale',
        state: 'TRIGGERED',
        subject: 'TRIGGERED: stale',
        body: '2 > 0 {{OTHER}}\nproblems | feed\n2 | deals',
        to: [
          { destination_id: made.id, destination: 'on call', addresses: ['a@b.example'] },
          { user_name: 'admin@example.com' },
        ],
      },
    ]);

    await evaluated(id, [], { subscriptions });
    expect(await stateOf(id)).toBe('OK');
    await evaluated(id, [], { subscriptions });
    expect(notifications().map(({ subject }) => subject)).toEqual([
      'TRIGGERED: stale',
      'OK: stale',
    ]);
  });

  test('keep their state over a restart', async () => {
    const { id } = (await create()).body;
    await evaluated(id, [['1', 'deals']]);
    api = await api.restart();
    expect(await stateOf(id)).toBe('TRIGGERED');
  });

  test('tell again only after the time that they are given', async () => {
    const { id } = (await create({ seconds_to_retrigger: 3600 })).body;
    await evaluated(id, [['1', 'deals']]);
    await evaluated(id, [['1', 'deals']]);
    expect(notifications()).toHaveLength(1);
    const trigger_time = new Date(Date.now() - 3_600_000).toISOString();
    api.ws.state.collection('alert_states').set(id, { state: 'TRIGGERED', trigger_time });
    await evaluated(id, [['1', 'deals']]);
    expect(notifications()).toHaveLength(2);
  });

  test('notify no paused subscription, and no recovery unless requested', async () => {
    const { id } = (await create({ notify_on_ok: false })).body;
    await evaluated(id, [['1', 'deals']], { pause_subscriptions: true });
    await evaluated(id, []);
    expect(notifications()).toEqual([]);
  });

  test('are unknown when their query fails, which fails the task', async () => {
    const { id } = (await create()).body;
    await evaluated(id, []);
    const run = await evaluated(id, new ClusterError('TABLE_OR_VIEW_NOT_FOUND', 'no feeds'));
    expect(run.state.result_state).toBe('FAILED');
    expect(await stateOf(id)).toBe('UNKNOWN');
  });

  test('that are not there fail the task', async () => {
    const run = await evaluated('a9', []);
    expect(run.tasks[0].state.state_message).toBe('Alert a9 does not exist.');
  });
});

describe('evaluate', () => {
  const of = (condition: object, ...row: (string | null)[]) =>
    evaluate({ operand: { column: { name: 'x' } }, ...condition } as Condition, {
      columns: ['X'],
      rows: [row],
    });
  const is = (op: string, value: object) => ({ op, threshold: { value } });

  test.each([
    [is('GREATER_THAN', { double_value: 9 }), '10', 'TRIGGERED'],
    [is('GREATER_THAN', { double_value: 10 }), '10', 'OK'],
    [is('GREATER_THAN_OR_EQUAL', { double_value: 10 }), '10.0', 'TRIGGERED'],
    [is('LESS_THAN', { double_value: 0.5 }), '5E-1', 'OK'],
    [is('LESS_THAN_OR_EQUAL', { double_value: 0.5 }), '5E-1', 'TRIGGERED'],
    [is('EQUAL', { string_value: 'lost' }), 'lost', 'TRIGGERED'],
    [is('NOT_EQUAL', { bool_value: true }), 'false', 'TRIGGERED'],
    [is('EQUAL', { double_value: 0 }), '', 'UNKNOWN'],
    [is('GREATER_THAN', { double_value: 0 }), 'many', 'UNKNOWN'],
    [is('GREATER_THAN', { double_value: 0 }), null, 'UNKNOWN'],
    [{ op: 'IS_NULL' }, null, 'TRIGGERED'],
    [{ op: 'IS_NULL' }, '1', 'OK'],
  ])('by %j of %j says %s', (condition, value, state) => {
    expect(of(condition, value)).toBe(state);
  });

  test.each<[AlertState | undefined, AlertState]>([
    [undefined, 'UNKNOWN'],
    ['TRIGGERED', 'TRIGGERED'],
  ])('of no row says what the condition says: %s', (empty_result_state, state) => {
    const condition = { operand: { column: { name: 'x' } }, op: 'IS_NULL', empty_result_state };
    expect(evaluate(condition, { columns: ['x'], rows: [] })).toBe(state);
  });

  test('asks for the column', () => {
    expect(() =>
      evaluate({ op: 'IS_NULL', operand: { column: { name: 'y' } } }, { columns: ['x'], rows: [] }),
    ).toThrow('Query of the alert: must have the column y, got x');
  });
});
