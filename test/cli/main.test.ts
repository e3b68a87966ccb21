import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { lakehouse } from './lakehouse';

describe('without a workspace', () => {
  test('--help lists the commands', async () => {
    const done = await lakehouse(['--help']);
    expect(done.code).toBe(0);
    for (const command of [
      'up',
      'deploy',
      'down',
      'status',
      'load',
      'run',
      'sql',
      'alerts',
      'rebuild',
      'reset',
    ]) {
      expect(done.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
  });

  test('deploy needs a workspace that is up', async () => {
    const done = await lakehouse(['deploy', '--auto-approve', '--home', '/nonexistent']);
    expect(done.code).toBe(1);
    expect(done.stderr).toBe(
      'error: local workspace: must be up, got /nonexistent down. Run `npx lakehouse up`\n',
    );
  });

  test('a host that does not answer is named, with what to do', async () => {
    const env = { DATABRICKS_HOST: 'http://127.0.0.1:9', DATABRICKS_TOKEN: 'secret' };
    const done = await lakehouse(['run', 'x'], env);
    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(/^error: the workspace at http:\/\/127.0.0.1:9 .* Is it up\?\n$/);
    expect(done.stderr).not.toContain('secret');
  });

  test('status of a workspace that was never made', async () => {
    const done = await lakehouse(['status', '--json', '--home', '/nonexistent/home']);
    expect(JSON.parse(done.stdout)).toMatchObject({ state: 'absent', host: null });
    expect(done.code).toBe(3);
  });

  test('reset refuses a folder that is no workspace', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'precious-'));
    const done = await lakehouse(['reset', '--yes', '--home', folder]);
    expect(done.stderr).toBe(
      `error: --home: not the folder of a local workspace, got ${folder} without state.json\n`,
    );
    rmSync(folder, { recursive: true });
  });
});
