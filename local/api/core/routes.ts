/** A route is one entry of a table: `'GET /api/2.0/...'` and the function that answers it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { invalidParameter } from './errors';
import type { Principal } from './identity/principals';
import type { JsonObject } from './json';
import type { Workspace } from './workspace';

/** One request, as handlers see it. */
export interface Call {
  readonly ws: Workspace;
  readonly principal: Principal;
  readonly params: Record<string, string>;
  readonly query: Record<string, string>;
  readonly body: JsonObject;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export type Handler = (call: Call) => unknown;

/**
 * Routes by method and path. `{2.0,2.1}` in a path stands for each of its parts, `:name` for one
 * segment, a final `*` for the rest.
 */
export type Routes = Record<string, Handler>;

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

function expand(path: string): string[] {
  const braces = /\{([^}]+)\}/.exec(path);
  if (!braces) return [path];
  return braces[1]!.split(',').map((part) => path.replace(braces[0], part));
}

/** Adds `routes` to `app`. Changes of a handler are on disk before the response is sent. */
export function addRoutes(app: FastifyInstance, ws: Workspace, routes: Routes): void {
  for (const [route, handler] of Object.entries(routes)) {
    const [method, pattern] = route.split(' ') as [Method, string];
    for (const url of expand(pattern)) {
      app.route({
        method,
        url,
        handler: async (request, reply) => {
          const answer = await handler({
            ws,
            principal: request.principal!,
            params: request.params as Record<string, string>,
            query: request.query as Record<string, string>,
            body: (request.body ?? {}) as JsonObject,
            request,
            reply,
          });
          await ws.state.persist();
          return answer ?? reply;
        },
      });
    }
  }
}

/** The value of a boolean query parameter. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === '1';
}

/** The position that a page token, or an offset, names. A page beyond the end is empty. */
function offsetOf({ page_token: token, offset = '0' }: Record<string, string>): number {
  if (token !== undefined && token !== '' && !/^\d{1,15}$/.test(token)) {
    throw invalidParameter(`\`page_token\`: must be a token of an earlier page, got ${token}`);
  }
  return Number(token || offset) || 0;
}

/** One page of `items` by `max_results` or `limit` and an opaque `page_token`. */
export function page<T>(
  items: T[],
  query: Record<string, string>,
  sizeParameter: string,
  defaultSize: number,
): { items: T[]; next_page_token?: string; prev_page_token?: string } {
  const given = Number(query[sizeParameter]);
  const size = Number.isInteger(given) && given > 0 ? given : defaultSize;
  const offset = offsetOf(query);
  return {
    items: items.slice(offset, offset + size),
    ...(offset + size < items.length ? { next_page_token: String(offset + size) } : {}),
    ...(offset > 0 ? { prev_page_token: String(Math.max(0, offset - size)) } : {}),
  };
}
