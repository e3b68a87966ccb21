import { readdirSync } from 'node:fs';

import { Harness } from '../../harness';

const DBFS = '/api/2.0/dbfs';
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('the DBFS root', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await Harness.open();
  });
  afterEach(() => api.close());

  const post = (route: string, body: object) => api.post(`${DBFS}/${route}`, body);
  const put = (path: string, text = 'x', overwrite = false) =>
    post('put', { path, contents: base64(text), overwrite });
  const read = async (path: string, range = '') => {
    const { body } = await api.get(`${DBFS}/read?path=${path}${range}`);
    return [body.bytes_read, Buffer.from(body.data ?? '', 'base64').toString(), body.error_code];
  };
  const list = async (path: string) =>
    ((await api.get(`${DBFS}/list?path=${path}`)).body.files ?? []).map(
      (one: { path: string }) => one.path,
    );

  it('has the folders of a new workspace', async () => {
    expect(await list('/')).toEqual(['/FileStore', '/databricks-results', '/tmp']);
  });

  it('has files, which are read in parts', async () => {
    await put('/tmp/a.txt', 'hello world');
    expect(await read('/tmp/a.txt')).toEqual([11, 'hello world', undefined]);
    expect(await read('dbfs:/tmp/a.txt', '&offset=6&length=3')).toEqual([3, 'wor', undefined]);
    expect(await read('/tmp/a.txt', '&offset=99')).toEqual([0, '', undefined]);
    const { body } = await api.get(`${DBFS}/get-status?path=/tmp/a.txt`);
    expect(body).toEqual({
      path: '/tmp/a.txt',
      is_dir: false,
      file_size: 11,
      modification_time: expect.any(Number),
    });
  });

  it('has a file of blocks once it is closed', async () => {
    const { handle } = (await post('create', { path: '/tmp/b' })).body;
    await post('add-block', { handle, data: base64('one ') });
    expect((await read('/tmp/b'))[2]).toBe('RESOURCE_DOES_NOT_EXIST');
    await post('add-block', { handle, data: base64('two') });
    await post('close', { handle });
    expect((await read('/tmp/b'))[1]).toBe('one two');
    const closed = await post('add-block', { handle, data: base64('x') });
    expect(closed.body.error_code).toBe('RESOURCE_DOES_NOT_EXIST');
  });

  it('loses uploads that were not closed', async () => {
    await post('create', { path: '/tmp/b' });
    await api.close(false);
    expect(readdirSync(`${api.root}/uploads`)).toEqual([]);
    api = await Harness.open(api.root);
  });

  it('has folders', async () => {
    await put('/r/01');
    await put('/r/a/02');
    await post('mkdirs', { path: '/r/empty' });
    expect(await list('/r')).toEqual(['/r/01', '/r/a', '/r/empty']);
    expect(await list('/r/empty')).toEqual([]);
    expect(await list('/r/01')).toEqual(['/r/01']);
    const refused = await post('delete', { path: '/r' });
    expect(refused.body.error_code).toBe('IO_ERROR');
    await post('delete', { path: '/r', recursive: true });
    expect((await api.get(`${DBFS}/list?path=/r`)).status).toBe(404);
  });

  it('moves files', async () => {
    await put('/m/01', 'one');
    await put('/m/02', 'two');
    const taken = await post('move', { source_path: '/m/01', destination_path: '/m/02' });
    expect(taken.body).toEqual({
      error_code: 'RESOURCE_ALREADY_EXISTS',
      message: 'A file or directory already exists at the input path /m/02.',
    });
    await post('move', { source_path: '/m/01', destination_path: '/n/03' });
    expect([await list('/m'), (await read('/n/03'))[1]]).toEqual([['/m/02'], 'one']);
  });

  it('overwrites a file only where that is asked for', async () => {
    await put('/o', 'a');
    expect((await put('/o', 'b')).body.error_code).toBe('RESOURCE_ALREADY_EXISTS');
    await put('/o', 'c', true);
    expect((await read('/o'))[1]).toBe('c');
  });

  it.each([
    ['a relative path', 'mkdirs', { path: 'tmp' }],
    ['a path with ..', 'mkdirs', { path: '/tmp/../../x' }],
    ['no path', 'mkdirs', {}],
    ['no handle', 'close', {}],
    ['the root', 'delete', { path: '/', recursive: true }],
  ])('refuses %s', async (_what, route, body) => {
    const { status, body: answer } = await post(route, body);
    expect([status, answer.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
  });

  it('limits blocks and reads to 1 MiB', async () => {
    const { handle } = (await post('create', { path: '/big' })).body;
    const block = await post('add-block', { handle, data: base64('x'.repeat(2 ** 20 + 1)) });
    expect(block.body.error_code).toBe('MAX_BLOCK_SIZE_EXCEEDED');
    await put('/small');
    expect((await read('/small', `&length=${2 ** 20 + 1}`))[2]).toBe('MAX_READ_SIZE_EXCEEDED');
  });
});
