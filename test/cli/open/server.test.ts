import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import type { FastifyInstance } from 'fastify';

import { pageServer } from '../../../cli/open/server';
import { Workspace } from '../../../client/rest';
import { DASHBOARD_ID, type FakeWarehouse, fakeWarehouse } from './fake-warehouse';

const TOKEN = 'dapi-secret-of-the-principal';

describe('the server of the page', () => {
  let warehouse: FakeWarehouse;
  let app: FastifyInstance;
  beforeAll(async () => {
    warehouse = await fakeWarehouse(/visible_signals/);
    const { host } = warehouse.workspace;
    const workspace = new Workspace({ host, token: TOKEN, source: 'test' });
    app = await pageServer({ workspace, catalog: 'lakehouse' });
    await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await app.close();
    await warehouse.workspace.stop();
  });

  interface Given {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly payload?: string;
  }
  /** A request, of any host that it may name; fetch would not let it. */
  const send = async (path: string, { method = 'GET', headers = {}, payload }: Given = {}) => {
    const { port } = app.server.address() as AddressInfo;
    const sent = request({ host: '127.0.0.1', port, path, method, headers });
    sent.end(payload);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const body = await text(answer);
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body,
      json: () => JSON.parse(body),
    };
  };
  const get = (path: string) => send(path);
  const ask = (widget: string, selections: unknown = {}) =>
    send(`/api/dashboards/${DASHBOARD_ID}/widgets/${widget}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({ selections }),
    });

  it('gives the page, which loads nothing from elsewhere', async () => {
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'/,
    );
    expect(page.body).not.toMatch(/https?:/);
    const script = await get('/app.js');
    expect(script.headers['content-type']).toBe('text/javascript');
    expect(script.body.length).toBeGreaterThan(100_000);
    expect((await get('/style.css')).status).toBe(200);
  });

  it('caches the rows of a widget until they are requested again, and no failure', async () => {
    const asked = () => warehouse.statements().length;
    const before = asked();
    const [one, same] = await Promise.all([ask('team_averages'), ask('team_averages')]);
    expect([one.status, same.body]).toEqual([200, one.body]);
    expect((await ask('team_averages')).body).toBe(one.body);
    expect(asked()).toBe(before + 1);
    await ask('team_averages', { team: ['team_02'] });
    expect(asked()).toBe(before + 2);
    expect((await send('/api/refresh', { method: 'POST' })).status).toBe(200);
    await ask('team_averages');
    expect(asked()).toBe(before + 3);

    expect((await ask('call_signals')).status).toBe(403);
    expect((await ask('call_signals')).status).toBe(403);
    expect(asked()).toBe(before + 5);
  });

  it('says who looks, and never with what token', async () => {
    const session = await get('/api/session');
    expect(session.json()).toEqual({
      principal: 'analyst@example.com',
      workspace: warehouse.workspace.host,
      dashboards: [{ id: DASHBOARD_ID, name: 'Rep cohort scores' }],
    });
    const dashboard = await get(`/api/dashboards/${DASHBOARD_ID}`);
    expect(dashboard.json().pages.length).toBeGreaterThan(3);
    const answers = [
      session,
      dashboard,
      await get('/'),
      await get('/app.js'),
      await ask('rep_calls'),
    ];
    expect(answers.filter(({ body }) => body.includes(TOKEN))).toEqual([]);
    const asked = warehouse.workspace.asked;
    expect(new Set(asked.map((one) => one.authorization))).toEqual(new Set([`Bearer ${TOKEN}`]));
  });

  it('answers the rows of a widget, numbers as numbers, run on the warehouse of the dashboard', async () => {
    const answer = (await ask('team_averages', { team: ['team_02'] })).json();
    expect(answer).toEqual({
      rows: ['team_01', 'team_02', 'team_03'].map((team_id) => ({
        team_id,
        average_score: expect.any(Number),
      })),
      isCut: false,
    });
    const { body } = warehouse.workspace.asked.at(-1)!;
    expect(JSON.parse(body.toString())).toMatchObject({ warehouse_id: 'w1' });
    expect(warehouse.statements().at(-1)!.parameters).toMatchObject({ filter_2: 'team_02' });
  });

  it('says what the principal may not see, and what there is not', async () => {
    const refused = await ask('call_count');
    expect(refused.status).toBe(403);
    expect(refused.json().message).toMatch(/^INSUFFICIENT_PERMISSIONS: Insufficient privileges/);
    const unknown = await ask('unknown');
    expect(unknown.status).toBe(400);
    expect(unknown.json().message).toBe('widget: not on the dashboard, got unknown');
  });

  it.each([
    [{ team: 'team_02' }, '`selections` must be lists of text by the name of a filter'],
    [{ team: [1] }, '`selections` must be lists of text by the name of a filter'],
  ])('refuses %j', async (selections, message) => {
    const answer = await ask('team_averages', selections);
    expect([answer.status, answer.json().message]).toEqual([400, message]);
  });

  it('refuses what a page of another origin can send or lead here', async () => {
    const simple = await send(`/api/dashboards/${DASHBOARD_ID}/widgets/rep_calls`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      payload: '{}',
    });
    expect(simple.status).toBe(415);
    const rebound = await send('/api/session', { headers: { host: 'evil.example' } });
    expect(rebound.status).toBe(421);
  });

  it('takes no statement and no name of a table that is none', async () => {
    const answer = await get(`/api/overview/tables/${encodeURIComponent('x; drop table y')}/rows`);
    expect(answer.json().message).toBe('table: not a name like silver.deals, got x; drop table y');
    expect((await get('/api/dashboards/none')).json().message).toMatch(
      /^dashboard: does not exist at http:.*, got none$/,
    );
  });

  it('tells of tables, jobs and a signal', async () => {
    expect((await get('/api/overview/tables')).json()).toContainEqual({
      name: 'silver.silver_table',
      type: 'MANAGED',
    });
    expect((await get('/api/overview/tables/silver.deals/rows')).json().rows).toHaveLength(1);
    expect(warehouse.statements().at(-1)!.parameters).toEqual({
      table_name: 'lakehouse.silver.deals',
    });
    expect((await get('/api/overview/jobs')).json()).toEqual([
      {
        name: 'ingest',
        runs: [{ runId: 2, state: 'SUCCESS', startedAt: expect.any(String), seconds: 40 }],
      },
    ]);
    expect((await get('/api/overview/signals?search=user_1')).json().rows.length).toBeGreaterThan(
      0,
    );
    expect((await get('/api/overview/lineage/abc')).json().rows).toHaveLength(3);
    expect(warehouse.statements().at(-1)!.parameters).toEqual({ signal_id: 'abc' });
  });
});
