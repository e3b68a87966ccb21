/**
 * Results that clients download by links.
 *
 * Source: REST reference, executeStatement: a link is valid for at most 15 minutes, has its credential in the URL, and
 * must be requested without an Authorization header; chunks of CSV have a header in the first one, and `null` for null.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { RouteOptions } from 'fastify';

import { ApiError, doesNotExist } from '../../core/errors';
import type { JsonObject } from '../../core/json';
import type { Workspace } from '../../core/workspace';
import type { Statement } from './statement';
import type { Chunk } from './statement-results';
import { Statements } from './statements';

const PATH = '/statement-results';
const VALID_MILLISECONDS = 15 * 60 * 1000;
const CONTENT_TYPES = {
  JSON_ARRAY: 'application/json',
  ARROW_STREAM: 'application/vnd.apache.arrow.stream',
  CSV: 'text/csv',
} as const;

export class ExternalResults {
  private readonly key = randomBytes(32);

  constructor(private readonly ws: Workspace) {}

  /** The folder of the Arrow streams of a statement. */
  folder(id: string): string {
    return join(this.ws.home.results, id);
  }

  /** The link to a chunk, and the time when it ends. */
  link({ id }: Statement, index: number): JsonObject {
    const expires = Date.now() + VALID_MILLISECONDS;
    const signature = this.signature(id, index, expires);
    return {
      external_link: `${this.ws.host}${PATH}/${id}/${index}?expires=${expires}&signature=${signature}`,
      expiration: new Date(expires).toISOString(),
    };
  }

  /** @throws ApiError for a link that was changed, or is no longer valid */
  check(id: string, index: number, expires: number, signature: string): void {
    const due = Buffer.from(this.signature(id, index, expires));
    const found = Buffer.from(signature);
    if (found.length !== due.length || !timingSafeEqual(found, due)) {
      throw new ApiError(403, 'PERMISSION_DENIED', 'The signature of the link is wrong.');
    }
    if (expires < Date.now()) {
      throw new ApiError(
        403,
        'PERMISSION_DENIED',
        `The link expired at ${new Date(expires).toISOString()}. Request the chunk of the statement again.`,
      );
    }
  }

  remove(id: string): void {
    rmSync(this.folder(id), { recursive: true, force: true });
  }

  /** Removes the results of an earlier process: their statements are no longer known. */
  clear(): void {
    rmSync(this.ws.home.results, { recursive: true, force: true });
  }

  private signature(id: string, index: number, expires: number): string {
    return createHmac('sha256', this.key).update(`${id}/${index}/${expires}`).digest('hex');
  }
}

/** The route of the links, outside the API: the link itself has the credential. */
export function externalResultRoute(ws: Workspace): RouteOptions {
  return {
    method: 'GET',
    url: `${PATH}/:id/:index`,
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
