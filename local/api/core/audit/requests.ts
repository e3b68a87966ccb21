/** Requests, as the audit log has them. */
import { randomUUID } from 'node:crypto';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { JsonObject } from '../json';
import type { Workspace } from '../workspace';
import { actionKey, type Actions } from './action';
import type { Action, Origin } from './event';

declare module 'fastify' {
  interface FastifyRequest {
    /** Audit actions of the request; set before the handler runs. */
    actions?: Action[];
    /** Parameters of the action that only its handler knows. */
    actionDetails?: Record<string, string>;
    /** Why it was not done, in the words of the answer. */
    failure?: string;
  }
}

const REFUSED = [401, 403];

/** Where a request came from. */
export function originOf(request: FastifyRequest): Origin {
  return { address: request.ip, userAgent: request.headers['user-agent'] ?? null };
}

/** Adds hooks that record each request in the audit log of `ws` after its answer. */
export function addRequestAudit(app: FastifyInstance, ws: Workspace, actions: Actions): void {
  app.addHook('preHandler', async (request) => {
    const describe = actions[actionKey(request.method, request.routeOptions.url ?? '')];
    request.actions = describe?.({
      ws,
      params: request.params as Record<string, string>,
      query: request.query as Record<string, string>,
      body: (request.body ?? {}) as JsonObject,
    });
  });
  app.addHook('onResponse', async (request, reply) => {
    const status = reply.statusCode;
    const actor = {
      principal: request.principal?.name,
      origin: originOf(request),
      requestId: randomUUID(),
    };
    for (const { service, name, params } of actionsOf(request, status)) {
      const action = { service, name, params: { ...params, ...request.actionDetails } };
      ws.audit.record(actor, action, { status, message: request.failure });
    }
  });
}

/**
 * The actions of a request. Every refusal is recorded: of an unknown
 * caller as a sign-in, of a route without an action by the route itself.
 */
function actionsOf(request: FastifyRequest, status: number): Action[] {
  if (request.actions !== undefined) return request.actions;
  if (!REFUSED.includes(status) || request.routeOptions.config.open) return [];
  const path = request.routeOptions.url ?? request.url.split('?')[0]!;
  const key = actionKey(request.method, path);
  if (request.principal === undefined) {
    return [{ service: 'accounts', name: 'tokenLogin', params: { path: key } }];
  }
  return [{ service: 'workspace', name: key, params: request.params as Record<string, string> }];
}
