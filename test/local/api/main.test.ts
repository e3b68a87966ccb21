import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PROJECT = resolve(__dirname, '../../..');

interface Started {
  readonly child: ChildProcess;
  readonly host: string;
}

describe('the process', () => {
  let home: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'home-'));
  });
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  });

  const launch = (...args: string[]): ChildProcess => {
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', 'local/api/main.ts', ...args], {
      cwd: PROJECT,
    });
    children.push(child);
    return child;
  };
  const up = async (port = 0): Promise<Started> => {
    const child = launch('--home', home, '--port', String(port));
    const line = await new Promise<string>((done, fail) => {
      child.stdout!.once('data', (data) => done(String(data)));
      child.stderr!.once('data', (data) => fail(new Error(String(data))));
    });
    return { child, host: JSON.parse(line).host };
  };
  const end = (child: ChildProcess): Promise<number | null> =>
    new Promise((done) =>
      child.exitCode === null ? child.once('exit', done) : done(child.exitCode),
    );
  const refused = async (...args: string[]) => {
    const child = launch(...args);
    let stderr = '';
    child.stderr!.on('data', (data) => (stderr += String(data)));
    const code = await end(child);
    return { code, stderr };
  };
  const pidFile = () => join(home, 'workspace.pid');

  test('serves until a signal ends it, and leaves no pid file', async () => {
    const { child, host } = await up();
    expect(JSON.parse(readFileSync(pidFile(), 'utf8'))).toEqual({
      pid: child.pid,
      port: Number(new URL(host).port),
      started_at: expect.any(String),
    });
    expect((await (await fetch(`${host}/health`)).json()) as object).toMatchObject({
      cluster: 'stopped',
    });
    child.kill('SIGTERM');
    expect(await end(child)).toBe(0);
    expect(existsSync(pidFile())).toBe(false);
  }, 30_000);

  test.each(['logs', 'databrickscfg', 'state.json', 'workspace.pid'])(
    'a signal at the moment that %s appears ends the start, and leaves no pid file',
    async (file) => {
      const child = launch('--home', home, '--port', '0');
      while (!existsSync(join(home, file))) await new Promise((done) => setImmediate(done));
      child.kill('SIGINT');
      expect(await end(child)).toBe(0);
      expect(existsSync(pidFile())).toBe(false);
    },
    30_000,
  );

  test('refuses a folder that is served, and one line says by whom', async () => {
    const { child, host } = await up();
    const { code, stderr } = await refused('--home', home, '--port', '0');
    expect(code).toBe(4);
    expect(stderr).toBe(
      `${home} is served already by process ${child.pid} on port ${new URL(host).port}: use that one, or end it with \`npx lakehouse down\`\n`,
    );
    expect((await fetch(`${host}/health`)).status).toBe(200);
  }, 30_000);

  test('recovers what a killed process left', async () => {
    const { child } = await up();
    child.kill('SIGKILL');
    await end(child);
    expect(existsSync(pidFile())).toBe(true);
    const second = await up();
    expect((await fetch(`${second.host}/health`)).status).toBe(200);
  }, 30_000);

  test('names the port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => other.once('listening', done));
    const { port } = other.address() as { port: number };
    const { code, stderr } = await refused('--home', home, '--port', String(port));
    other.close();
    expect(code).toBe(3);
    expect(stderr).toMatch(new RegExp(`^Port ${port} of 127\\.0\\.0\\.1 is taken: .*\\n$`));
  }, 30_000);

  test.each([
    [['--port', 'x'], 2, /^--port: must be between 0 and 65535, got x\n$/],
    [['--nothing'], 2, /^Unknown option '--nothing'/],
  ])(
    'refuses %j',
    async (args, exitCode, message) => {
      const { code, stderr } = await refused('--home', home, ...args);
      expect(code).toBe(exitCode);
      expect(stderr).toMatch(message);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    },
    30_000,
  );

  test('names a state file that it cannot read', async () => {
    writeFileSync(join(home, 'state.json'), '{');
    const { code, stderr } = await refused('--home', home, '--port', '0');
    expect(code).toBe(6);
    expect(stderr).toMatch(/state\.json is not readable as JSON/);
  }, 30_000);
});
