import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const repository = join(__dirname, '..');

describe('main.ts', () => {
  it('says in one line what is wrong with a setting', () => {
    const { status, stderr } = spawnSync(process.execPath, ['-r', 'tsx/cjs', 'main.ts'], {
      cwd: repository,
      encoding: 'utf8',
      env: { ...process.env, LAKEHOUSE_LOCAL_SETTINGS: '{"logRetentionDays": 0}' },
    });
    expect([status, stderr]).toEqual([
      1,
      'error: settings of local: `logRetentionDays`: not a whole number between 7 and 3650, got 0\n',
    ]);
  }, 30_000);
});
