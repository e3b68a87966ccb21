import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { answerOf, probesOf, redacted } from '../../../cli/parity/probe';
import { answerDifferences, compare, record } from '../../../cli/parity/recording';
import { mergedShape, type Shape, shapeDifferences, shapeOf } from '../../../cli/parity/shape';
import { LEDGER, type LedgerEntry } from '../../../parity/ledger';
import { Harness } from '../../local/api/harness';
import { FakeWorkspace, type Handler } from '../fake-workspace';
import { lakehouse } from '../lakehouse';

const entry = (match: string, probes: string[], local: LedgerEntry['local'] = 'same') =>
  ({ kind: 'route', match, probes, local, reason: 'a reason' }) as unknown as LedgerEntry;

describe('the form of an answer', () => {
  it('has names of fields and types, and no values', () => {
    const answer = {
      jobs: [
        { job_id: 7, name: 'secret' },
        { job_id: 8, paused: false },
      ],
      more: null,
    };
    expect(shapeOf(answer)).toEqual({
      jobs: [{ job_id: 'number', name: 'string', paused: 'boolean' }],
      more: 'null',
    });
  });

  it('has no keys of maps, which users choose', () => {
    const answer = {
      custom_tags: { 'cost centre': '42' },
      conf: { 'spark.secret': 'x' },
      tags: {},
    };
    expect(shapeOf(answer)).toEqual({
      custom_tags: { '*': 'string' },
      conf: { '*': 'string' },
      tags: {},
    });
  });

  it('merges to all fields', () => {
    expect(mergedShape({ a: 'string' }, { a: 'null', b: [] })).toEqual({ a: 'string', b: [] });
    expect(mergedShape([], ['number'])).toEqual(['number']);
    expect(mergedShape('number', { a: 'string' })).toBe('mixed');
  });

  it('differs by fields and types; an empty list has any form', () => {
    const there: Shape = { jobs: [{ id: 'number', name: 'string' }], token: 'string' };
    expect(shapeDifferences(there, { jobs: [], token: 'string' })).toEqual([]);
    expect(shapeDifferences(there, { jobs: [{ id: 'string' }], extra: 'null' })).toEqual([
      'extra: only here',
      'jobs[].id: number there, string here',
      'jobs[].name: only there',
      'token: only there',
    ]);
  });
});

describe('the message of an error', () => {
  it.each([
    ["User 'ann@example.com' has no access", 'User <name> has no access'],
    ['ann@example.com is not allowed', '<user> is not allowed'],
    ['see https://adb-1.azuredatabricks.net/x', 'see <url>'],
    ['job 1234567 of dbc-a1b2.cloud.databricks.com', 'job <number> of <host>'],
    ['request 0a1b2c3d-0000-1111-2222-333344445555', 'request <id>'],
    ["Catalog 'parity_probe' does not exist.", "Catalog 'parity_probe' does not exist."],
    ['Cluster parity-probe does not exist', 'Cluster parity-probe does not exist'],
  ])('%s is stored as %s', (message, stored) => {
    expect(redacted(message)).toBe(stored);
  });

  it('is kept with its code, and without the details of the request', () => {
    const body = { error_code: 'NOT_FOUND', message: 'no', details: [{ request_id: 'r' }] };
    expect(answerOf(404, JSON.stringify(body))).toEqual({
      status: 404,
      error_code: 'NOT_FOUND',
      message: 'no',
      shape: { error_code: 'string', message: 'string' },
    });
  });
});

describe('the probes of the ledger', () => {
  it('only read', () => {
    const probes = probesOf(LEDGER);
    expect(probes.length).toBeGreaterThan(50);
    expect(() => probesOf([entry('/a', ['POST /a'])])).toThrow('must be GET and a path');
  });

  it('belong to their entry', async () => {
    const { entryOfRoute } = await import('../../../parity/ledger');
    const wrong = probesOf(LEDGER).filter(({ entry: of, request }) => {
      const path = request.slice('GET '.length).split('?')[0]!;
      return `route ${entryOfRoute(path)?.match}` !== of;
    });
    expect(wrong).toEqual([]);
  });
});

describe('a comparison', () => {
  let fake: FakeWorkspace | undefined;
  afterEach(() => fake?.stop());

  const start = async (handlers: Record<string, Handler>) => {
    fake = await FakeWorkspace.start(handlers);
    return { host: fake.host, token: 'token', source: 'test' };
  };

  it('reports what differs from the recording, by entry', async () => {
    const ledger = [entry('/a', ['GET /a']), entry('/b', ['GET /b'], 'stricter'), entry('/c', [])];
    const there = await start({
      'GET /a': () => ({ json: { name: 'x' } }),
      'GET /b': () => ({ json: {} }),
    });
    const recording = await record(ledger, there, new Date('2026-01-02T03:04:05Z'));
    expect(recording).toMatchObject({ version: 1, recorded: '2026-01-02', cloud: 'local' });
    await fake!.stop();
    const here = await start({
      'GET /a': () => ({ json: { name: 1 } }),
      'GET /b': () => ({ status: 501, json: { error_code: 'NOT_IMPLEMENTED', message: 'no' } }),
    });
    expect(await compare(ledger, recording, here)).toMatchObject([
      { subject: '/a', status: 'different', detail: 'GET /a: name: string there, number here' },
      {
        subject: '/b',
        status: 'not run',
        detail: expect.stringContaining('stricter, as the ledger'),
      },
    ]);
  });

  it('asks again where the workspace is busy', async () => {
    let requests = 0;
    const busy = await start({
      'GET /a': () => (++requests < 3 ? { status: 503, json: {} } : { json: { name: 'x' } }),
    });
    const { answers } = await record([entry('/a', ['GET /a'])], busy, new Date());
    expect(answers).toMatchObject([{ status: 200, shape: { name: 'string' } }]);
  });

  it('compares the form of answers of one status only', () => {
    expect(answerDifferences({ status: 200, shape: { a: 'string' } }, { status: 403 })).toEqual([
      'status is 200 there, 403 here',
    ]);
  });
});

describe('lakehouse parity', () => {
  let api: Harness;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parity-'));
    api = await (await Harness.open()).withCatalog();
    await api.post('/api/2.2/jobs/create', { name: 'a-private-name', tags: { private_key: 'v' } });
    await api.post('/api/2.0/secrets/scopes/create', { scope: 'private-scope' });
  });
  afterEach(async () => {
    await api.close();
    rmSync(folder, { recursive: true });
  });
  const run = (command: string, ...args: string[]) =>
    lakehouse(['parity', command, '--file', join(folder, 'r.json'), ...args], {
      DATABRICKS_HOST: api.ws.host,
      DATABRICKS_TOKEN: api.token(),
    });

  it('records a workspace without its values, and finds no difference to itself', async () => {
    const recorded = await run('record');
    expect([recorded.code, recorded.stderr]).toEqual([0, '']);
    expect(recorded.stdout).toMatch(/^Recorded \d+ answers \(local\): /);
    const text = readFileSync(join(folder, 'r.json'), 'utf8');
    for (const value of [
      'private',
      'example.com',
      '127.0.0.1',
      'dapi',
      String(api.ws.state.workspaceId),
      api.ws.state.metastoreId,
    ]) {
      expect([value, text.includes(value)]).toEqual([value, false]);
    }
    const compared = await run('compare');
    expect(compared.stdout).toMatch(/\d+ same, 0 different, 0 not run\n$/);
    expect([compared.code, compared.stderr]).toEqual([0, '']);

    const recording = JSON.parse(text);
    const changed = recording.answers.find((one: { request: string }) =>
      one.request.endsWith('/warehouses'),
    );
    changed.shape = { other: 'string' };
    writeFileSync(join(folder, 'r.json'), JSON.stringify(recording));
    const { code, stdout } = await run('compare', '--json');
    expect(code).toBe(1);
    const found = JSON.parse(stdout).filter(
      (one: { status: string }) => one.status === 'different',
    );
    expect(found).toMatchObject([{ subject: '/api/*/sql/warehouses' }]);
    // the first request of MLflow starts its server
  }, 240_000);

  it('names a missing recording', async () => {
    const { code, stderr } = await run('compare');
    expect([code, stderr]).toEqual([1, expect.stringContaining('no such recording')]);
  }, 60_000);
});
