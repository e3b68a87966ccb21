import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { silentLog } from '../../../../../local/api/core/log';
import { ModelServer } from '../../../../../local/api/core/processes/model-server';
import { waitFor } from '../../../../../local/api/core/processes/process-group';

/** Serves its own process id, and what it was sent. */
const PROGRAM = `
const socket = process.argv[process.argv.indexOf('--socket') + 1];
if (process.argv[2] === 'broken') { console.error('no model here'); process.exit(1); }
require('node:http').createServer((request, answer) => {
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', () => answer.end(JSON.stringify({ pid: process.pid, path: request.url, body })));
}).listen(socket, () => setTimeout(() => console.log('{"event":"ready"}'), process.argv[2] === 'late' ? 1000 : 0));
process.stdin.on('end', () => process.exit(0)).resume();
`;

describe('a server of models', () => {
  let folder: string;
  let server: ModelServer;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'models-'));
    writeFileSync(join(folder, 'program.js'), PROGRAM);
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const logFile = () => join(folder, 'models.log');
  const open = (how = 'well', idleSeconds?: number, longestWaitSeconds?: number): ModelServer =>
    (server = new ModelServer({
      name: 'the model',
      command: {
        command: [process.execPath, join(folder, 'program.js'), how],
        env: process.env,
      },
      logFile: logFile(),
      log: silentLog,
      idleSeconds,
      longestWaitSeconds,
    }));
  const ask = (body?: string) =>
    server.send({ method: 'POST', path: '/invocations', body }, async (answer) =>
      JSON.parse(await text(answer)),
    );

  test('starts with the first request, once for requests that come together', async () => {
    open();
    expect(server.isUp).toBe(false);
    const [one, other] = await Promise.all([ask('{"a":1}'), ask()]);
    expect(one).toEqual({ pid: expect.any(Number), path: '/invocations', body: '{"a":1}' });
    expect(other.pid).toBe(one.pid);
    expect((await ask()).pid).toBe(one.pid);
    expect(server.isUp).toBe(true);
  });

  test('ends when it is idle, and starts again with the next request', async () => {
    open('well', 0.05);
    const { pid } = await ask();
    expect(await waitFor(() => !server.isUp, 2000)).toBe(true);
    const next = await ask();
    expect(next.pid).not.toBe(pid);
  });

  test('asks for a request again while it takes long to start', async () => {
    open('late', undefined, 0.1);
    await expect(ask()).rejects.toMatchObject({
      status: 503,
      errorCode: 'TEMPORARILY_UNAVAILABLE',
      message: 'the model is starting. Send the request again',
    });
    await server.start();
    expect((await ask()).path).toBe('/invocations');
  });

  test('says why it cannot start, and tries again with the next request', async () => {
    open('broken');
    const message = `the model could not start: no model here. Its log: ${logFile()}`;
    await expect(server.start()).rejects.toThrow(message);
    await expect(ask()).rejects.toThrow(message);
    expect(readFileSync(logFile(), 'utf8')).toContain('the model: no model here\n');
  });

  test('is not started again once it is closed', async () => {
    open();
    await server.start();
    await server.close();
    await expect(ask()).rejects.toThrow('The workspace is stopping');
  });
});
