import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import { lakehouse } from '../lakehouse';
import { type FakeWarehouse, fakeWarehouse } from './fake-warehouse';

const LAUNCHER = resolve(__dirname, '../../../cli/bin/lakehouse.mjs');

describe('open', () => {
  let warehouse: FakeWarehouse;
  beforeAll(async () => {
    warehouse = await fakeWarehouse();
  });
  afterAll(() => warehouse.workspace.stop());
  const env = () => ({ DATABRICKS_HOST: warehouse.workspace.host, DATABRICKS_TOKEN: 'secret' });

  it('serves the page until it receives a signal', async () => {
    const child = spawn(process.execPath, [LAUNCHER, 'open', '--no-browser'], {
      env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env() },
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const [url] = /^http:\/\/127\.0\.0\.1:\d+\//.exec(line.toString())!;
    expect(line.toString()).not.toContain('secret');
    const session = (await (await fetch(`${url}api/session`)).json()) as { principal: string };
    expect(session.principal).toBe('analyst@example.com');
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('says that a port is taken', async () => {
    const { port } = new URL(warehouse.workspace.host);
    const ended = await lakehouse(['open', '--port', port], env());
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: --port: already in use, got ${port}. Specify another port\n`,
    });
  });

  it('explains itself', async () => {
    const { stdout } = await lakehouse(['open', '--help']);
    for (const option of [
      '--as',
      '--port',
      '--no-browser',
      '--warehouse',
      '--catalog',
      '--profile',
    ]) {
      expect(stdout).toContain(option);
    }
  });
});
