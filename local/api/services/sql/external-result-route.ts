/** The route of the links to results, outside the API: the link itself has the credential. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';

import type { RouteOptions } from 'fastify';

import { ApiError, doesNotExist } from '../../core/errors';
import type { Workspace } from '../../core/workspace';
import { ExternalResults, LINK_PATH } from './external-results';
import type { Statement } from './statement';
import type { Chunk } from './statement-results';
import { Statements } from './statements';

const CONTENT_TYPES = {
  JSON_ARRAY: 'application/json',
  ARROW_STREAM: 'application/vnd.apache.arrow.stream',
  CSV: 'text/csv',
} as const;

export function externalResultRoute(ws: Workspace): RouteOptions {
  return {
    method: 'GET',
    url: `${LINK_PATH}/:id/:index`,
    config: { open: true },
    handler: async (request, reply) => {
      const { id, index } = request.params as { id: string; index: string };
      const { expires, signature } = request.query as Record<string, string | undefined>;
      if (request.headers.authorization !== undefined) {
        throw new ApiError(
          400,
          'INVALID_REQUEST',
          'Links of results have their credential in the URL. Send no Authorization header.',
        );
      }
      const results = ws.get(ExternalResults);
      results.check(id, Number(index), Number(expires), signature ?? '');
      const statement = ws.get(Statements).get(id);
      const chunk = statement?.chunks[Number(index)];
      if (!statement || !chunk) {
        throw doesNotExist(`The result of the statement ${id} no longer exists.`, 'NOT_FOUND');
      }
      reply.type(CONTENT_TYPES[statement.format]);
      if (chunk.rows === undefined) {
        return reply.send(createReadStream(join(results.folder(id), `${index}.arrow`)));
      }
      return reply.send(text(statement, chunk, chunk.rows));
    },
  };
}

function text({ format, columns }: Statement, { rowOffset }: Chunk, rows: Chunk['rows'] & {}) {
  if (format === 'JSON_ARRAY') return JSON.stringify(rows);
  const header = rowOffset === 0 ? [columns.map(({ name }) => name)] : [];
  return [...header, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

/** A field of RFC 4180. */
function csvField(value: string | null): string {
  if (value === null) return 'null';
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
