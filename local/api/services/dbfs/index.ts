/** DBFS API 2.0: the DBFS root. Source: REST reference, DBFS; databricks-sdk-py, tests/integration/test_files.py. */
import { action } from '../../core/audit/action';
import { invalidParameter, requireString } from '../../core/errors';
import { shown, textIn } from '../../core/json';
import { type Call, isTrue, type Routes } from '../../core/routes';
import type { Service } from '../../core/service';
import { DbfsFiles } from './dbfs-files';

const DBFS = '/api/2.0/dbfs';
/** The most that a request without a handle can hold. */
const PUT_BYTES = 1024 * 1024;
/** Length of a read without one. */
const READ_BYTES = 512 * 1024;

function numberIn(value: unknown, field: string, otherwise?: number): number {
  if (value === undefined && otherwise !== undefined) return otherwise;
  const number = Number(value);
  if (value !== undefined && Number.isInteger(number)) return number;
  throw invalidParameter(`\`${field}\`: must be a whole number, got ${shown(value)}`);
}

async function put({ ws, body }: Call): Promise<object> {
  const contents = Buffer.from(textIn(body, 'contents') ?? '', 'base64');
  if (contents.length > PUT_BYTES) {
    throw invalidParameter(
      `\`contents\`: must have at most ${PUT_BYTES} bytes, got ${contents.length}. Use create, add-block and close`,
    );
  }
  const files = ws.get(DbfsFiles);
  const handle = await files.create(requireString(body, 'path'), isTrue(body.overwrite));
  await files.addBlock(handle, contents);
  await files.close(handle);
  return {};
}

async function read({ ws, query }: Call): Promise<object> {
  const offset = numberIn(query.offset, 'offset', 0);
  const length = numberIn(query.length, 'length', READ_BYTES);
  const data = await ws.get(DbfsFiles).read(requireString(query, 'path'), offset, length);
  return { bytes_read: data.length, data: data.toString('base64') };
}

const routes: Routes = {
  [`POST ${DBFS}/create`]: async ({ ws, body }) => {
    const path = requireString(body, 'path');
    return { handle: await ws.get(DbfsFiles).create(path, isTrue(body.overwrite)) };
  },
  [`POST ${DBFS}/add-block`]: async ({ ws, body }) => {
    const block = Buffer.from(requireString(body, 'data'), 'base64');
    await ws.get(DbfsFiles).addBlock(numberIn(body.handle, 'handle'), block);
    return {};
  },
  [`POST ${DBFS}/close`]: async ({ ws, body }) => {
    await ws.get(DbfsFiles).close(numberIn(body.handle, 'handle'));
    return {};
  },
  [`POST ${DBFS}/put`]: put,
  [`GET ${DBFS}/read`]: read,
  [`GET ${DBFS}/get-status`]: ({ ws, query }) =>
    ws.get(DbfsFiles).status(requireString(query, 'path')),
  [`GET ${DBFS}/list`]: async ({ ws, query }) => {
    const files = await ws.get(DbfsFiles).list(requireString(query, 'path'));
    return files.length > 0 ? { files } : {};
  },
  [`POST ${DBFS}/mkdirs`]: async ({ ws, body }) => {
    await ws.get(DbfsFiles).mkdirs(requireString(body, 'path'));
    return {};
  },
  [`POST ${DBFS}/delete`]: async ({ ws, body }) => {
    await ws.get(DbfsFiles).delete(requireString(body, 'path'), isTrue(body.recursive));
    return {};
  },
  [`POST ${DBFS}/move`]: async ({ ws, body }) => {
    const target = requireString(body, 'destination_path');
    await ws.get(DbfsFiles).move(requireString(body, 'source_path'), target);
    return {};
  },
};

export const dbfs: Service = {
  name: 'dbfs',
  routes,
  actions: {
    'POST /dbfs/create': action('dbfs', 'create', 'path', 'overwrite'),
    'POST /dbfs/add-block': action('dbfs', 'addBlock', 'handle'),
    'POST /dbfs/close': action('dbfs', 'close', 'handle'),
    'POST /dbfs/put': action('dbfs', 'put', 'path', 'overwrite'),
    'POST /dbfs/mkdirs': action('dbfs', 'mkdirs', 'path'),
    'POST /dbfs/delete': action('dbfs', 'delete', 'path', 'recursive'),
    'POST /dbfs/move': action('dbfs', 'move', 'source_path', 'destination_path'),
  },
  close: (ws) => ws.get(DbfsFiles).stop(),
};
