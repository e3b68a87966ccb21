import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { ClusterError } from '../../../../../local/api/core/cluster/cluster';
import {
  type ScheduledAlert,
  ScheduledAlerts,
} from '../../../../../local/api/services/alerts/scheduled-alerts';
import { rowsOf } from '../../fake-cluster';
import { Harness } from '../../harness';

const ALERTS = '/api/2.0/alerts';
const ANN = 'ann@example.com';

describe('alerts with a schedule', () => {
  let api: Harness;
  let warehouse_id: string;
  beforeEach(async () => {
    api = await Harness.open();
    warehouse_id = await api.withWarehouse();
    await api.post('/api/2.0/preview/scim/v2/Users', { userName: ANN });
  });
  afterEach(() => api.close());

  const evaluation = (change: object = {}) => ({
    source: { name: 'amount', aggregation: 'MAX' },
    comparison_operator: 'GREATER_THAN',
    threshold: { value: { double_value: 10 } },
    notification: { notify_on_ok: true, subscriptions: [{ user_email: ANN }] },
    ...change,
  });
  const alert = (change: object = {}) => ({
    display_name: 'revenue',
    query_text: 'select amount from t',
    warehouse_id,
    evaluation: evaluation(),
    schedule: { quartz_cron_schedule: '0 0 8 * * ?', timezone_id: 'UTC', pause_status: 'PAUSED' },
    ...change,
  });
  const create = async (change: object = {}) => api.post(ALERTS, alert(change));
  const notifications = () => {
    const file = api.ws.home.notifications;
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    return lines.map((line) => JSON.parse(line));
  };
  /** Evaluates an alert on a result of one column; returns it. */
  const evaluated = async (id: string, values: (string | null)[] | Error) => {
    api.cluster.handlers.execute_statement = () => {
      if (values instanceof Error) throw values;
      return rowsOf(
        ['amount'],
        values.map((value) => [value]),
      );
    };
    const all = api.ws.get(ScheduledAlerts);
    await all.evaluate(all.all.get(id)!);
    return (await api.get(`${ALERTS}/${id}`)).body;
  };

  it('are created, changed, listed and deleted', async () => {
    const made = (await create({ custom_summary: 'high' })).body;
    expect(made).toMatchObject({
      display_name: 'revenue',
      parent_path: '/Workspace/Users/admin@example.com',
      owner_user_name: 'admin@example.com',
      lifecycle_state: 'ACTIVE',
      evaluation: { state: 'UNKNOWN' },
      schedule: { effective_pause_status: 'PAUSED' },
    });
    const path = `${ALERTS}/${made.id}`;
    const changes = { ...alert(), display_name: 'income', query_text: 'select 2 as amount' };
    await api.patch(`${path}?update_mask=display_name`, changes);
    expect((await api.get(path)).body).toMatchObject({
      display_name: 'income',
      query_text: 'select amount from t',
    });
    expect((await api.get(ALERTS)).body.alerts).toHaveLength(1);
    await api.delete(path);
    expect((await api.get(path)).body.lifecycle_state).toBe('DELETED');
    expect((await api.get(ALERTS)).body.alerts).toEqual([]);
    await api.delete(`${path}?purge=true`);
    expect((await api.get(path)).status).toBe(404);
  });

  it('have permissions', async () => {
    const { id } = (await create()).body;
    expect((await api.get(`${ALERTS}/${id}`, ANN)).status).toBe(403);
    const access_control_list = [{ user_name: ANN, permission_level: 'CAN_MANAGE' }];
    const path = `/api/2.0/permissions/alertsv2/${id}`;
    const set = await api.send('PUT', path, { body: { access_control_list } });
    expect(set.body.object_type).toBe('alertv2');
    expect((await api.get(`${ALERTS}/${id}`, ANN)).status).toBe(200);
  });

  it.each([
    ['an unknown warehouse', () => ({ warehouse_id: 'none' })],
    ['no query', () => ({ query_text: undefined })],
    ['a wrong schedule', () => ({ schedule: { quartz_cron_schedule: '* *', timezone_id: 'UTC' } })],
    ['an unknown operator', () => ({ evaluation: evaluation({ comparison_operator: 'LIKE' }) })],
    [
      'an unknown aggregation',
      () => ({ evaluation: evaluation({ source: { name: 'a', aggregation: 'MODE' } }) }),
    ],
    [
      'a threshold of a column',
      () => ({ evaluation: evaluation({ threshold: { column: { name: 'a' } } }) }),
    ],
  ])('refuse %s', async (_what, change) => {
    const { status, body } = await create(change());
    expect([400, 404]).toContain(status);
    expect(['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST']).toContain(body.error_code);
  });

  it('notify when they trigger, and when that is over', async () => {
    const { id } = (await create({ custom_summary: 'amount is {{QUERY_RESULT_VALUE}}' })).body;
    expect((await evaluated(id, ['9', '11'])).evaluation).toMatchObject({
      state: 'TRIGGERED',
      last_evaluated_at: expect.any(String),
    });
    await evaluated(id, ['12']);
    expect((await evaluated(id, ['9'])).evaluation.state).toBe('OK');
    expect(notifications()).toMatchObject([
      { state: 'TRIGGERED', subject: 'amount is 11', to: [{ user_name: ANN }] },
      { state: 'OK', subject: 'amount is 9' },
    ]);
  });

  it.each([
    ['SUM', ['4', '7'], 'TRIGGERED'],
    ['AVG', ['4', '7'], 'OK'],
    ['COUNT', Array<string>(11).fill('0'), 'TRIGGERED'],
    ['COUNT_DISTINCT', Array<string>(11).fill('0'), 'OK'],
    ['MEDIAN', ['1', '11', '99'], 'TRIGGERED'],
    ['MIN', ['9', '100'], 'OK'],
    ['MAX', ['9', '100'], 'TRIGGERED'],
    ['STDDEV', ['0', '100'], 'TRIGGERED'],
    ['SUM', [null, null], 'UNKNOWN'],
  ])('read the %s of %j as %s', async (aggregation, values, state) => {
    const { id } = (
      await create({ evaluation: evaluation({ source: { name: 'amount', aggregation } }) })
    ).body;
    expect((await evaluated(id, values)).evaluation.state).toBe(state);
  });

  it('are unknown after a failed query', async () => {
    const { id } = (await create()).body;
    await evaluated(id, ['11']);
    const failure = new ClusterError('TABLE_OR_VIEW_NOT_FOUND', 'no t');
    expect((await evaluated(id, failure)).evaluation.state).toBe('UNKNOWN');
  });

  it('are evaluated on time, until they are paused', async () => {
    const schedule = { quartz_cron_schedule: '* * * * * ?', timezone_id: 'UTC' };
    api.cluster.handlers.execute_statement = () => rowsOf(['amount'], [['11']]);
    const { id } = (await create({ schedule })).body;
    const state = async () => (await api.get(`${ALERTS}/${id}`)).body as ScheduledAlert;
    for (let i = 0; (await state()).evaluation.state !== 'TRIGGERED'; i += 1) {
      expect(i).toBeLessThan(200);
      await sleep(25);
    }
    const paused = { schedule: { ...schedule, pause_status: 'PAUSED' } };
    await api.patch(`${ALERTS}/${id}?update_mask=schedule`, { ...alert(), ...paused });
    const count = () =>
      api.cluster.calls.filter(({ method }) => method === 'execute_statement').length;
    await sleep(200);
    const before = count();
    await sleep(1500);
    expect(count()).toBe(before);
  }, 20_000);
});
