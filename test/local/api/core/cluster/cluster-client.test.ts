import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ClusterProcess } from '../../../../../local/api/core/cluster/cluster-client';
import { silentLog } from '../../../../../local/api/core/log';
import { groupIsAlive, waitFor } from '../../../../../local/api/core/processes/process-group';

/** A process that speaks the protocol; what it does with a request is in the request. */
const PROGRAM = `
const lines = require('node:readline').createInterface({ input: process.stdin });
const say = (message) => console.log(JSON.stringify(message));
if (process.argv[2] === 'failed') { say({ event: 'failed', message: 'no Java: install it' }); process.exit(1); }
if (process.argv[2] === 'broken') { console.error('no Java found'); process.exit(7); }
if (process.argv[2] === 'silent') { setInterval(() => {}, 1000); }
else setTimeout(() => say({ event: 'ready', spark_version: '4.2.0', seconds: 0.1 }), 50);
lines.on('line', (line) => {
  const { id, params } = JSON.parse(line);
  const { do: what } = params;
  if (what === 'die') process.exit(3);
  if (what === 'noise') console.log('not JSON');
  if (what === 'fail') return say({ id, error: { error_code: 'X', message: 'm', sql_state: '42000', trace: 't' } });
  setTimeout(() => say({ id, result: { echoed: params } }), params.wait ?? 0);
});
lines.on('close', () => { if (process.argv[2] !== 'stubborn') process.exit(0); });
if (process.argv[2] === 'stubborn') { process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); }
`;

describe('the Spark process', () => {
  let folder: string;
  let cluster: ClusterProcess;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cluster-'));
    writeFileSync(join(folder, 'program.js'), PROGRAM);
  });
  afterEach(async () => {
    await cluster.stop();
    rmSync(folder, { recursive: true });
  }, 20_000);

  const pidFile = () => join(folder, 'cluster.pid');
  const open = (mode = '', options = {}) => {
    cluster = new ClusterProcess({
      command: [process.execPath, join(folder, 'program.js'), mode].filter(Boolean),
      env: process.env,
      cwd: folder,
      logFile: join(folder, 'cluster.log'),
      pidFile: pidFile(),
      log: silentLog,
      stopGraceSeconds: 1,
      ...options,
    });
    return cluster;
  };
  // what the program above understands is not what the protocol has
  const call = (params: object) => cluster.call('ping', params as Record<string, never>);

  test('is started by the first call, and answers in any order', async () => {
    open();
    expect(cluster.status).toBe('stopped');
    const slow = call({ wait: 100, n: 1 });
    expect(cluster.status).toBe('starting');
    const order: number[] = [];
    await Promise.all([
      slow.then(() => order.push(1)),
      call({ do: 'noise', n: 2 }).then(() => order.push(2)),
    ]);
    expect(order).toEqual([2, 1]);
    expect(cluster.status).toBe('ready');
    expect(readFileSync(join(folder, 'cluster.log'), 'utf8')).toContain('not JSON');
  });

  test('passes an error on with all its parts', async () => {
    open();
    await expect(call({ do: 'fail' })).rejects.toMatchObject({
      errorCode: 'X',
      message: 'm',
      sqlState: '42000',
      trace: 't',
    });
  });

  test('says why it could not start', async () => {
    open('broken');
    await expect(call({})).rejects.toThrow(/could not start \(exit code 7\): no Java found/);
    expect(cluster.status).toBe('failed');
    expect(cluster.failure).toContain('no Java found');
  });

  test('says itself why it could not start', async () => {
    open('failed');
    await expect(call({})).rejects.toThrow(
      /could not start \(exit code 1\): no Java: install it\. /,
    );
  });

  test('is given up when it does not come up in time', async () => {
    open('silent', { startTimeoutSeconds: 0.2 });
    await expect(call({})).rejects.toThrow(/no answer within 0\.2 s/);
  });

  test('when it dies, requests under way fail and the next call starts it again', async () => {
    open();
    await call({});
    const waiting = call({ wait: 10_000 });
    const dying = call({ do: 'die' });
    await expect(waiting).rejects.toThrow(
      /ended \(exit code 3\) while this ran; the next call starts it again/,
    );
    await expect(dying).rejects.toMatchObject({ errorCode: 'TEMPORARILY_UNAVAILABLE' });
    expect(cluster.status).toBe('failed');
    await expect(call({ n: 5 })).resolves.toEqual({ echoed: { n: 5 } });
  });

  test('ends with its input, and by force where it does not', async () => {
    for (const mode of ['', 'stubborn']) {
      open(mode, { stopGraceSeconds: 0.3 });
      await call({});
      const pid = Number(readFileSync(pidFile(), 'utf8'));
      expect(groupIsAlive(pid)).toBe(true);
      await cluster.stop();
      expect(groupIsAlive(pid)).toBe(false);
      expect(existsSync(pidFile())).toBe(false);
    }
  }, 20_000);

  test('a call that waits for its start outlives a restart', async () => {
    open();
    const answered = call({ n: 1 });
    const first = readFileSync(pidFile(), 'utf8');
    await cluster.restart();
    expect(await answered).toEqual({ echoed: { n: 1 } });
    expect(readFileSync(pidFile(), 'utf8')).not.toBe(first);
  });

  test.each(['starting', 'ready'])(
    'one that is %s never looks stopped in a restart',
    async (was) => {
      open();
      cluster.start();
      if (was === 'ready') await call({});
      const restarted = cluster.restart();
      const seen = new Set<string>();
      const look = setInterval(() => seen.add(cluster.status), 5);
      await restarted;
      await call({});
      clearInterval(look);
      expect(seen).not.toContain('stopped');
      expect(seen).not.toContain('failed');
      expect(cluster.status).toBe('ready');
    },
  );

  test('a restart starts none that was not started', async () => {
    open();
    await cluster.restart();
    expect(cluster.status).toBe('stopped');
  });

  test('is replaced by another one after a restart', async () => {
    open();
    await call({ n: 1 });
    const first = readFileSync(pidFile(), 'utf8');
    const restarted = cluster.restart();
    const answered = call({ n: 2 });
    await restarted;
    expect(await answered).toEqual({ echoed: { n: 2 } });
    expect(readFileSync(pidFile(), 'utf8')).not.toBe(first);
    expect(groupIsAlive(Number(first))).toBe(false);
    expect(cluster.status).toBe('ready');
  });

  test('one that a killed API left behind is ended first', async () => {
    open('stubborn');
    await call({});
    const left = Number(readFileSync(pidFile(), 'utf8'));
    const first = cluster;
    open('stubborn');
    await call({});
    expect(await waitFor(() => !groupIsAlive(left), 2000)).toBe(true);
    await first.stop();
  }, 20_000);
});
