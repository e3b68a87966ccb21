import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Harness } from '../../harness';

const ROOT = '/Volumes/spark_catalog/silver/landing';
const FILES = `/api/2.0/fs/files${ROOT}`;
const DIRECTORIES = `/api/2.0/fs/directories${ROOT}`;

describe('files of a volume', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await (await Harness.open()).withCatalog();
  });
  afterEach(() => api.close());

  const put = (path: string, body: string | Buffer, query = '') =>
    api.send('PUT', `${FILES}/${path}${query}`, {
      body,
      headers: { 'content-type': 'application/octet-stream' },
    });
  const onDisk = (path: string) => join(api.root, 'volumes/spark_catalog/silver/landing', path);

  test('come back byte for byte, with the folders above them made', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 256));
    expect((await put('deals/2018-05/a b.jsonl', bytes)).status).toBe(204);
    expect(readFileSync(onDisk('deals/2018-05/a b.jsonl')).equals(bytes)).toBe(true);
    const got = await api.get(`${FILES}/deals/2018-05/a%20b.jsonl`);
    expect(got.raw.equals(bytes)).toBe(true);
    expect(readdirSync(join(api.root, 'uploads'))).toEqual([]);
  });

  test('are not replaced unless asked to', async () => {
    await put('a', 'one');
    expect(await put('a', 'two')).toMatchObject({
      status: 409,
      body: { error_code: 'ALREADY_EXISTS' },
    });
    expect((await put('a', 'two', '?overwrite=true')).status).toBe(204);
    expect((await api.get(`${FILES}/a`)).raw.toString()).toBe('two');
  });

  test('have the same headers each time, and parts by range', async () => {
    await put('a', '0123456789');
    const head = await api.send('HEAD', `${FILES}/a`);
    expect(head.headers).toMatchObject({
      'content-length': '10',
      'content-type': 'application/octet-stream',
    });
    expect((await api.send('HEAD', `${FILES}/a`)).headers['last-modified']).toBe(
      head.headers['last-modified'],
    );
    const part = (range: string) => api.send('GET', `${FILES}/a`, { headers: { range } });
    expect(await part('bytes=2-4')).toMatchObject({ status: 206, raw: Buffer.from('234') });
    expect((await part('bytes=7-')).raw.toString()).toBe('789');
    expect((await part('bytes=-2')).headers['content-range']).toBe('bytes 8-9/10');
    expect((await part('bytes=10-')).status).toBe(416);
  });

  test('an upload that breaks off leaves nothing', async () => {
    const { port } = new URL(api.ws.host);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `PUT ${FILES}/half HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api.token()}\r\nContent-Length: 1000\r\n\r\nonly this`,
    );
    while (readdirSync(join(api.root, 'uploads')).length === 0) await sleep(5);
    expect(existsSync(onDisk('half'))).toBe(false);
    socket.destroy();
    while (readdirSync(join(api.root, 'uploads')).length > 0) await sleep(5);
    expect(existsSync(onDisk('half'))).toBe(false);
  });

  test('folders are made, listed in pages and deleted when empty', async () => {
    await put('x/1', '1');
    await put('x/2', '22');
    await api.send('PUT', `${DIRECTORIES}/x/sub`);
    const first = (await api.get(`${DIRECTORIES}/x?page_size=2`)).body;
    expect(first.contents.map((c: { name: string }) => c.name)).toEqual(['1', '2']);
    expect(first.contents[1]).toEqual({
      path: `${ROOT}/x/2`,
      name: '2',
      is_directory: false,
      file_size: 2,
      last_modified: expect.any(Number),
    });
    const second = (
      await api.get(`${DIRECTORIES}/x?page_size=2&page_token=${first.next_page_token}`)
    ).body;
    expect(second).toEqual({
      contents: [{ path: `${ROOT}/x/sub`, name: 'sub', is_directory: true }],
    });
    expect((await api.delete(`${DIRECTORIES}/x`)).body.error_code).toBe('FAILED_PRECONDITION');
    expect((await api.delete(`${DIRECTORIES}/x/sub`)).status).toBe(204);
    expect((await api.send('HEAD', `${DIRECTORIES}/x/sub`)).status).toBe(404);
  });

  test.each([
    ['GET', `${FILES}/nothing`, 404, 'NOT_FOUND'],
    ['GET', '/api/2.0/fs/files/Volumes/spark_catalog/silver/other/a', 404, 'NOT_FOUND'],
    ['GET', '/api/2.0/fs/files/etc/passwd', 400, 'INVALID_PARAMETER_VALUE'],
    ['GET', `${FILES}/%2e%2e%2f%2e%2e%2f%2e%2e%2fstate.json`, 400, 'INVALID_PARAMETER_VALUE'],
    ['DELETE', DIRECTORIES, 400, 'INVALID_PARAMETER_VALUE'],
  ])('%s %s is refused', async (method, url, status, code) => {
    const answer = await api.send(method, url);
    expect([answer.status, answer.body.error_code]).toEqual([status, code]);
  });

  test('an upload to cloud storage is refused, so that clients send one stream', async () => {
    const { body } = await api.send('POST', `${FILES}/big?action=initiate-upload`);
    expect(body.multipart_upload.session_token).toEqual(expect.any(String));
    const refused = await api.post('/api/2.0/fs/create-upload-part-urls', {});
    expect(refused.body.details[0].reason).toBe('FILES_API_API_IS_NOT_ENABLED');
  });
});

describe('uploads', () => {
  let api: Harness;
  beforeAll(async () => {
    api = await (await Harness.open()).withCatalog();
  });
  afterAll(() => api.close());

  const put = (path: string, body: string, query = '') =>
    api.send('PUT', `${FILES}/${path}${query}`, { body });

  test('of a file are written to disk as they come', async () => {
    const part = Buffer.alloc(1024 * 1024, 'x');
    const parts = 32;
    const { hostname, port } = new URL(api.ws.host);
    const sending = request({
      ...{ hostname, port, method: 'PUT', path: `${FILES}/large` },
      headers: { authorization: `Bearer ${api.token()}`, 'transfer-encoding': 'chunked' },
    });
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
    for (let sent = 0; sent < parts; sent += 1) {
      if (!sending.write(part)) await once(sending, 'drain');
    }
    // the request has not ended, and all of it that was sent is on disk
    const onDiskBytes = () => {
      const [name] = readdirSync(join(api.root, 'uploads'));
      return name === undefined ? 0 : statSync(join(api.root, 'uploads', name)).size;
    };
    while (onDiskBytes() < parts * part.length) await sleep(5);
    expect((await api.send('HEAD', `${FILES}/large`)).status).toBe(404);
    sending.end();
    const [response] = await answered;
    expect(response.statusCode).toBe(204);
    const head = await api.send('HEAD', `${FILES}/large`);
    expect(head.headers['content-length']).toBe(String(parts * part.length));
  });

  test('of one new file at the same time: one wins, and its content is whole', async () => {
    const bodies = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(200_000));
    const answers = await Promise.all(bodies.map((body) => put('race', body)));
    const codes = answers.map(({ status }) => status).sort();
    expect(codes).toEqual([204, 409, 409, 409]);
    const winner = answers.findIndex(({ status }) => status === 204);
    expect((await api.get(`${FILES}/race`)).raw.toString()).toBe(bodies[winner]);
    await Promise.all(bodies.map((body) => put('race', body, '?overwrite=true')));
    expect(bodies).toContain((await api.get(`${FILES}/race`)).raw.toString());
    expect(readdirSync(join(api.root, 'uploads'))).toEqual([]);
  });

  test.each([
    'a b',
    'with-?-and-#',
    '%41%2f%',
    'a+b&c=d;e:f@g,h$i!j*k',
    `'"\`^~|<>(){}[]\\`,
    'ü日本語😀',
    '.hidden',
    '...',
    'x'.repeat(255),
  ])('a file can have the name %s', async (name) => {
    const encoded = encodeURIComponent(name);
    expect((await put(`names/${encoded}`, name)).status).toBe(204);
    expect((await api.get(`${FILES}/names/${encoded}`)).raw.toString()).toBe(name);
    const { contents } = (await api.get(`${DIRECTORIES}/names`)).body;
    expect(contents).toMatchObject([{ name, path: `${ROOT}/names/${name}` }]);
    expect((await api.delete(`${FILES}/names/${encoded}`)).status).toBe(204);
  });

  test.each(['x'.repeat(256), '%00'])('a file cannot have the name %s', async (name) => {
    const { status, body } = await put(name, 'x');
    expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
  });

  test('a page token of no list is refused, and a page beyond the end is empty', async () => {
    await put('paged/a', '1');
    expect((await api.get(`${DIRECTORIES}/paged?page_token=5`)).body).toEqual({ contents: [] });
    expect((await api.get(`${DIRECTORIES}/paged?page_token=-5`)).body).toEqual({
      error_code: 'INVALID_PARAMETER_VALUE',
      message: '`page_token`: must be a token of an earlier page, got -5',
    });
  });
});
