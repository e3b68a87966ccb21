import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Harness } from '../../harness';

const WORKSPACE = '/api/2.0/workspace';
const SOURCE = '# Databricks notebook source\nprint(1)\n';

describe('the workspace tree', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await Harness.open();
    await api.post(`${WORKSPACE}/mkdirs`, { path: '/Shared/lakehouse/notebooks' });
  });
  afterEach(() => api.close());

  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const importObject = (path: string, fields: object = {}) =>
    api.post(`${WORKSPACE}/import`, {
      path,
      content: base64(SOURCE),
      format: 'SOURCE',
      language: 'PYTHON',
      ...fields,
    });
  const status = async (path: string) =>
    (await api.get(`${WORKSPACE}/get-status?path=${path}`)).body;

  test('a notebook has no extension in the workspace and one on disk', async () => {
    await importObject('/Shared/lakehouse/notebooks/land_feed');
    expect(await status('/Workspace/Shared/lakehouse/notebooks/land_feed')).toMatchObject({
      object_type: 'NOTEBOOK',
      path: '/Shared/lakehouse/notebooks/land_feed',
      language: 'PYTHON',
    });
    const disk = join(api.root, 'workspace/Shared/lakehouse/notebooks/land_feed.py');
    expect(readFileSync(disk, 'utf8')).toBe(SOURCE);
  });

  test('AUTO tells a notebook from a module by its first line', async () => {
    await importObject('/Shared/entry.py', { format: 'AUTO' });
    await importObject('/Shared/module.py', { format: 'AUTO', content: base64('x = 1\n') });
    expect((await status('/Shared/entry')).object_type).toBe('NOTEBOOK');
    expect(await status('/Shared/module.py')).toMatchObject({ object_type: 'FILE', size: 6 });
  });

  test('a form with a file is taken as JSON is', async () => {
    const form = new FormData();
    form.append('path', '/Shared/x.sql');
    form.append('format', 'RAW');
    form.append('content', new Blob(['select 1']), 'x.sql');
    expect((await api.send('POST', `${WORKSPACE}/import`, { body: form })).status).toBe(200);
    const exported = await api.get(`${WORKSPACE}/export?path=/Shared/x.sql`);
    expect(Buffer.from(exported.body.content, 'base64').toString()).toBe('select 1');
    const direct = await api.get(`${WORKSPACE}/export?path=/Shared/x.sql&direct_download=true`);
    expect(direct.raw.toString()).toBe('select 1');
  });

  test('an object keeps its id when it is overwritten', async () => {
    const { object_id: id } = (await importObject('/Shared/n')).body;
    expect((await importObject('/Shared/n')).body.error_code).toBe('RESOURCE_ALREADY_EXISTS');
    const again = await importObject('/Shared/n', { overwrite: true, content: base64('print(2)') });
    expect(again.body.object_id).toBe(id);
    expect(readFileSync(join(api.root, 'workspace/Shared/n.py'), 'utf8')).toBe('print(2)');
  });

  test('lists what is in a folder, and deletes it with what it holds only when told', async () => {
    await importObject('/Shared/lakehouse/notebooks/n');
    const list = async (path: string) =>
      (await api.get(`${WORKSPACE}/list?path=${path}`)).body.objects?.map(
        (o: { path: string }) => o.path,
      );
    expect(await list('/Shared/lakehouse')).toEqual(['/Shared/lakehouse/notebooks']);
    expect(await list('/Shared/lakehouse/notebooks')).toEqual(['/Shared/lakehouse/notebooks/n']);
    const remove = (recursive: boolean) =>
      api.post(`${WORKSPACE}/delete`, { path: '/Shared/lakehouse', recursive });
    expect((await remove(false)).body.error_code).toBe('DIRECTORY_NOT_EMPTY');
    expect((await remove(true)).status).toBe(200);
    expect(existsSync(join(api.root, 'workspace/Shared/lakehouse'))).toBe(false);
    expect((await api.get(`${WORKSPACE}/get-status?path=/Shared/lakehouse`)).status).toBe(404);
  });

  test.each([
    ['/nope/n', {}, 404, 'The parent folder (/nope) does not exist.'],
    [
      '/Shared/../x',
      {},
      400,
      "Path: must be absolute and without '.' or '..' segments, got /Shared/../x",
    ],
    ['/Shared/n', { language: undefined }, 400, /`language`: must be one of PYTHON, SQL, SCALA, R/],
    ['/Shared/n', { format: 'DBC' }, 400, /`format`: must be SOURCE, AUTO, JUPYTER or RAW/],
    [
      '/Shared/lakehouse',
      { overwrite: true },
      400,
      /type mismatch \(asked: NOTEBOOK, actual: DIRECTORY\)/,
    ],
  ])('refuses to import %s %j', async (path, fields, code, message) => {
    const answer = await importObject(path, fields);
    expect(answer.status).toBe(code);
    expect(answer.body.message).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });

  test('a notebook and a file that would be one file on disk cannot both be', async () => {
    await importObject('/Shared/n');
    const answer = await importObject('/Shared/n.py', { format: 'RAW' });
    expect(answer.body.message).toMatch(/conflicts with the notebook \/Shared\/n/);
  });

  test('concurrent imports of one path create one object', async () => {
    const texts = ['1', '2', '3', '4'].map((digit) => `print(${digit})`);
    const answers = await Promise.all(
      texts.map((text) => importObject('/Shared/n', { content: base64(text) })),
    );
    const codes = answers.map(({ body }) => body.error_code ?? 'created').sort();
    expect(codes).toEqual([...Array(3).fill('RESOURCE_ALREADY_EXISTS'), 'created']);
    const winner = answers.findIndex(({ status: code }) => code === 200);
    expect(readFileSync(join(api.root, 'workspace/Shared/n.py'), 'utf8')).toBe(texts[winner]);
    const { object_id: id } = await status('/Shared/n');
    expect(id).toBe(answers[winner]!.body.object_id);
  });

  test.each([
    'a b',
    'ü ö',
    '日本語',
    'a\'b"c',
    'a+b&c=d?e#f%20',
    '.hidden',
    '{x}[y]',
    'a\\b',
    '~',
    '😀',
  ])('the name %j is allowed', async (name) => {
    const path = `/Shared/${name}`;
    await importObject(path, { format: 'RAW' });
    const encoded = encodeURIComponent(path);
    expect((await status(encoded)).path).toBe(path);
    const { raw } = await api.get(`${WORKSPACE}/export?path=${encoded}&direct_download=true`);
    expect(raw.toString()).toBe(SOURCE);
    expect((await api.post(`${WORKSPACE}/delete`, { path })).status).toBe(200);
  });

  test('content above 10 MB, and a name above 255 bytes, are refused', async () => {
    const large = await importObject('/Shared/n', {
      content: Buffer.alloc(10 * 1024 * 1024 + 1).toString('base64'),
    });
    expect([large.status, large.body.error_code]).toEqual([400, 'MAX_NOTEBOOK_SIZE_EXCEEDED']);
    const long = await importObject(`/Shared/${'x'.repeat(256)}`, { format: 'RAW' });
    expect([long.status, long.body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
  });
});
