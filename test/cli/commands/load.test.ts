import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { againstWorkspace } from '../against-workspace';
import { type Answer, type Handler } from '../fake-workspace';

describe('lakehouse load', () => {
  const workspace = againstWorkspace();
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'landing-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs the command against a volume whose folders can be created. */
  const run = (answers: Record<string, Handler>, ...command: string[]) =>
    workspace.run(
      { 'PUT /api/2.0/fs/directories': () => ({ status: 204 }), ...answers },
      ...command,
    );

  /** The requests for files. */
  const asked = () => workspace.asked.filter(({ path }) => path.startsWith('/api/2.0/fs/files'));

  function landing(files: Record<string, string>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  }

  test('puts every file under its path, as it is, signed in', async () => {
    landing({ 'deals/a b.jsonl': '{"x":1}\r\n', 'reps/r.jsonl': 'é', '.hidden/x': 'no' });
    const ended = await run({ 'PUT /api/2.0/fs/files': () => ({ status: 204 }) }, 'load', folder);

    expect(ended).toEqual({
      code: 0,
      stdout: '',
      stderr:
        'Not loaded, no feed reads them (a name that begins with . or _ is hidden): .hidden/x\n' +
        'Loading 1 of 2 files\n' +
        'Loaded 2 files (0.0 MB) to /Volumes/lakehouse_local/bronze/landing; 0 already existed\n' +
        '  conversations  0 loaded, 0 existing\n' +
        '  deals          1 loaded, 0 existing\n' +
        '  reps           1 loaded, 0 existing\n' +
        '  evaluations    0 loaded, 0 existing\n',
    });
    const found = asked().map(({ path, body, authorization }) => ({
      path,
      body: body.toString(),
      authorization,
    }));
    const root = '/api/2.0/fs/files/Volumes/lakehouse_local/bronze/landing';
    expect(found.sort((a, b) => a.path.localeCompare(b.path))).toEqual([
      { path: `${root}/deals/a b.jsonl`, body: '{"x":1}\r\n', authorization: 'Bearer secret' },
      { path: `${root}/reps/r.jsonl`, body: 'é', authorization: 'Bearer secret' },
    ]);
    const folders = workspace.asked.filter(({ path }) => path.includes('/fs/directories/'));
    expect(folders.map(({ path }) => path.split('/').at(-1)).sort()).toEqual([
      'conversations',
      'deals',
      'evaluations',
      'reps',
    ]);
  });

  test('prints its counts as JSON, also where files are left out', async () => {
    landing({ 'deals/a.jsonl': '{"x":1}', 'deals/b.txt': 'no' });
    const put = { 'PUT /api/2.0/fs/files': () => ({ status: 204 }) };
    const { code, stdout } = await run(put, 'load', folder, '--json');
    expect(code).toBe(1);
    const none = { loaded: 0, present: 0, different: 0, bytes: 0 };
    expect(JSON.parse(stdout)).toEqual({
      target: '/Volumes/lakehouse_local/bronze/landing',
      feeds: {
        conversations: none,
        deals: { loaded: 1, present: 0, different: 0, bytes: 7 },
        reps: none,
        evaluations: none,
      },
      different: [],
      unread: [{ path: 'deals/b.txt', reason: 'the feed deals reads *.jsonl' }],
    });
  });

  const conflict = (): Answer => ({
    status: 409,
    json: { error_code: 'ALREADY_EXISTS', message: 'there' },
  });

  /** A volume that has a file with the content under every path. */
  const holding = (content: string): Record<string, Handler> => ({
    'PUT /': conflict,
    'HEAD /': () => ({ headers: { 'content-length': `${content.length}` } }),
    'GET /api/2.0/fs/files': () => ({ text: content }),
  });

  test('again: counts what exists with the same content', async () => {
    landing({ 'deals/a.jsonl': '12345' });
    const ended = await run(holding('12345'), 'load', folder);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('Loaded 0 files');
    expect(ended.stderr).toContain('1 already existed');
  });

  test.each([
    ['another size', '123456'],
    ['the same size', '12346'],
  ])('keeps a file that exists with another content of %s, and names it', async (_, content) => {
    landing({ 'deals/a.jsonl': '12345' });
    const ended = await run(holding(content), 'load', folder);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(
      'error: 1 files exist with another content and were kept: deals/a.jsonl. Send',
    );
    expect(asked().map(({ query }) => query.get('overwrite'))).not.toContain('true');
  });

  test('reads the formats and names of files that the environment sets', async () => {
    landing({ 'deals/a.csv': '12345', 'deals/b.jsonl': '12345' });
    workspace.environment.LAKEHOUSE_LOCAL_SETTINGS = '{"feeds":{"deals":{"format":"csv"}}}';
    const handlers = { 'PUT /': () => ({ status: 204 }) };
    const ended = await run(handlers, 'load', folder, '--env', 'local');
    expect(ended.stderr).toContain('(the feed deals reads *.csv): deals/b.jsonl');
    expect(ended.stderr).toContain('Loaded 1 files');
  });

  test('names files that no feed reads before the upload, and does not load them', async () => {
    landing({
      'conversations/a.json.gz': '',
      'conversations/b.JSON': '{}',
      'conversations/c.jsonl': '{}',
      'Deals/d.jsonl': '{}',
      'deals/e.jsonl': '{}',
      'README.md': '',
    });
    const ended = await run({ 'PUT /': () => ({ status: 204 }) }, 'load', folder);
    expect(ended.code).toBe(1);
    expect(ended.stderr.split('\n')).toEqual([
      'Not loaded, no feed reads them (its folder must be spelt deals/): Deals/d.jsonl',
      'Not loaded, no feed reads them (not in the folder of a feed (conversations/, deals/, reps/, evaluations/)): README.md',
      'Not loaded, no feed reads them (compressed: the feed conversations reads *.json, uncompressed): conversations/a.json.gz',
      'Not loaded, no feed reads them (its name must end as *.json does, in lower case): conversations/b.JSON',
      'Not loaded, no feed reads them (the feed conversations reads *.json): conversations/c.jsonl',
      'Loading 1 of 1 files',
      'Loaded 1 files (0.0 MB) to /Volumes/lakehouse_local/bronze/landing; 0 already existed',
      '  conversations  0 loaded, 0 existing',
      '  deals          1 loaded, 0 existing',
      '  reps           0 loaded, 0 existing',
      '  evaluations    0 loaded, 0 existing',
      'error: 3 files in the folder of a feed were not loaded: conversations/a.json.gz, ' +
        'conversations/b.JSON, conversations/c.jsonl. Rename or unpack them, or take them out',
      '',
    ]);
    expect(asked().map(({ path }) => path)).toEqual([
      '/api/2.0/fs/files/Volumes/lakehouse_local/bronze/landing/deals/e.jsonl',
    ]);
  });

  test('follows links, and names those that lead nowhere or in a circle', async () => {
    landing({ 'deals/a.jsonl': 'a', 'elsewhere/b.jsonl': 'b' });
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'deals/linked'));
    symlinkSync(join(folder, 'absent'), join(folder, 'deals/dangling.jsonl'));
    symlinkSync(join(folder, 'deals'), join(folder, 'deals/circle'));
    const ended = await run({ 'PUT /': () => ({ status: 204 }) }, 'load', folder);
    expect(asked().map(({ path, body }) => [path.split('/landing/')[1], body.toString()])).toEqual(
      expect.arrayContaining([
        ['deals/a.jsonl', 'a'],
        ['deals/linked/b.jsonl', 'b'],
      ]),
    );
    expect(asked()).toHaveLength(2);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('(a link that leads nowhere): deals/dangling.jsonl\n');
    expect(ended.stderr).toContain('(a link that leads in a circle): deals/circle\n');
  });

  test('stops at an upload that fails, and goes on with the rest when it is run again', async () => {
    landing(Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`deals/${n}.jsonl`, `${n}`])));
    const stored = new Map<string, string>();
    const volume = (most: number): Record<string, Handler> => ({
      'PUT /': ({ path, body }) => {
        if (stored.has(path)) return conflict();
        if (stored.size >= most) {
          return { status: 403, json: { error_code: 'QUOTA_EXCEEDED', message: 'full' } };
        }
        stored.set(path, body.toString());
        return { status: 204 };
      },
      'HEAD /': ({ path }) => ({ headers: { 'content-length': `${stored.get(path)!.length}` } }),
      'GET /': ({ path }) => ({ text: stored.get(path) }),
    });
    const first = await run(volume(12), 'load', folder);
    expect([first.code, stored.size]).toEqual([1, 12]);
    expect(first.stderr).toContain('error: QUOTA_EXCEEDED: full (load again: it goes on');
    const second = await run(volume(99), 'load', folder);
    expect(second.code).toBe(0);
    expect(second.stderr).toContain('  deals          18 loaded, 12 existing\n');
    expect([...stored.values()].sort()).toEqual(
      Array.from({ length: 30 }, (_, n) => `${n}`).sort(),
    );
  });

  test('refuses an empty folder and a missing one, asking nothing', async () => {
    expect((await run({}, 'load', folder)).stderr).toBe(
      `error: landing folder: no files, got ${folder}. Name a folder with one of conversations/, deals/, reps/, evaluations/\n`,
    );
    expect((await run({}, 'load', `${folder}/no`)).stderr).toBe(
      `error: landing folder: not an existing folder, got ${folder}/no. Name a folder with one of conversations/, deals/, reps/, evaluations/\n`,
    );
    expect(asked()).toEqual([]);
  });
});
