import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ExternalResults } from '../../../../../local/api/services/sql/external-results';
import { rowsOf } from '../../fake-cluster';
import { Harness } from '../../harness';

const PATH = '/api/2.0/sql/statements';

describe('results behind links', () => {
  let api: Harness;
  let warehouse_id: string;
  beforeEach(async () => {
    api = await (await Harness.open()).withCatalog();
    warehouse_id = await api.withWarehouse();
  });
  afterEach(async () => {
    jest.useRealTimers();
    await api.close();
  });

  const execute = async (format: string, disposition = 'EXTERNAL_LINKS') =>
    (await api.post(PATH, { statement: 'select 1', warehouse_id, disposition, format })).body;
  const linkOf = async (format: string): Promise<string> =>
    (await execute(format)).result.external_links[0].external_link;

  it('are CSV of RFC 4180, with the names of columns first', async () => {
    api.cluster.handlers.execute_statement = () =>
      rowsOf(
        ['a', 'b, c'],
        [
          ['1', null],
          ['say "x"', 'two\nlines'],
        ],
      );
    const answer = await fetch(await linkOf('CSV'));
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(await answer.text()).toBe('a,"b, c"\r\n1,null\r\n"say ""x""","two\nlines"\r\n');
  });

  it('are JSON', async () => {
    api.cluster.handlers.execute_statement = () => rowsOf(['a'], [['1'], [null]]);
    const body = await execute('JSON_ARRAY');
    expect(body.manifest).toMatchObject({ format: 'JSON_ARRAY', total_row_count: 2 });
    expect(body.result.data_array).toBeUndefined();
    const [link] = body.result.external_links;
    expect(link).toMatchObject({ chunk_index: 0, row_offset: 0, row_count: 2 });
    expect(await (await fetch(link.external_link)).json()).toEqual([['1'], [null]]);
    const again = await api.get(`${PATH}/${body.statement_id}/result/chunks/0`);
    expect(again.body.external_links).toHaveLength(1);
  });

  it('are files of the Spark process for Arrow, until the statement is closed', async () => {
    api.cluster.handlers.execute_statement = ({ arrow_folder: folder }) => {
      mkdirSync(folder!, { recursive: true });
      writeFileSync(join(folder!, '0.arrow'), 'stream');
      return { ...rowsOf(['a'], []), arrow_chunks: [{ row_count: 3, byte_count: 6 }] };
    };
    const body = await execute('ARROW_STREAM', 'INLINE_OR_EXTERNAL_LINKS');
    expect(body.manifest).toMatchObject({ total_row_count: 3, total_byte_count: 6 });
    const [{ external_link: link }] = body.result.external_links;
    expect(await (await fetch(link)).text()).toBe('stream');
    await api.delete(`${PATH}/${body.statement_id}`);
    expect((await fetch(link)).status).toBe(404);
    expect(readdirSync(api.ws.home.results)).toEqual([]);
  });

  it('need the signature of the link, for 15 minutes, and no token', async () => {
    api.cluster.handlers.execute_statement = () => rowsOf(['a'], [['1']]);
    const link = await linkOf('JSON_ARRAY');
    const token = { headers: { authorization: `Bearer ${api.token()}` } };
    expect((await fetch(link, token)).status).toBe(400);
    const changed = [
      link.replace(/expires=\d/, 'expires=9'),
      link.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      link.replace(/&.*/, ''),
      link.replace('/0?', '/1?'),
    ];
    for (const one of changed) expect([one, (await fetch(one)).status]).toEqual([one, 403]);
    const { expires, signature } = Object.fromEntries(new URL(link).searchParams);
    jest.useFakeTimers({ now: Number(expires) + 1, doNotFake: ['setImmediate', 'nextTick'] });
    const [, , id] = new URL(link).pathname.split('/');
    const check = () => api.ws.get(ExternalResults).check(id!, 0, Number(expires), signature!);
    expect(check).toThrow(/^The link expired at /);
  });

  it('leave no signature in the log', async () => {
    api.cluster.handlers.execute_statement = () => rowsOf(['a'], [['1']]);
    const link = await linkOf('JSON_ARRAY');
    const log = jest.spyOn(api.ws.log, 'info');
    await fetch(link);
    const logged = JSON.stringify(log.mock.calls);
    expect(logged).toContain('signature=[REDACTED]');
    expect(logged).not.toContain(new URL(link).searchParams.get('signature'));
  });

  it('of text have a limit, and the error names the format without one', async () => {
    api.cluster.handlers.execute_statement = () => ({ ...rowsOf(['x'], [['1']]), truncated: true });
    expect((await execute('CSV')).status.error.message).toMatch(
      /^Byte limit exceeded: .* or for the format ARROW_STREAM$/,
    );
  });
});
