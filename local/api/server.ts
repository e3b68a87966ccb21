/** The HTTP server: authentication, Databricks' error form, and the routes of all services. */
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

import { addCatalogAliases } from './catalog-aliases';
import { addRequestAudit } from './core/audit/requests';
import { ApiError, invalidParameter, malformedRequest } from './core/errors';
import type { Principal } from './core/identity/principals';
import { addRoutes } from './core/routes';
import { merged } from './core/service';
import type { Workspace } from './core/workspace';
import { health, hostMetadata } from './health';
import { NotServed } from './not-served';
import { SERVICES } from './services';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered without a token. */
    open?: boolean;
  }
  interface FastifyRequest {
    /** Principal of the request; set before any handler runs. */
    principal?: Principal;
  }
}

/** The largest JSON body: a statement may have 16 MiB, a workspace file in base64 somewhat more. */
const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * The token is unknown or expired. The error code of the platform is a number.
 *
 * Source: responses in https://github.com/databricks/databricks-sdk-go/issues/873 and 917
 */
class InvalidToken extends ApiError {
  constructor() {
    super(403, 'PERMISSION_DENIED', 'Invalid access token.');
  }

  override body(): Record<string, unknown> {
    return { error_code: this.status, message: this.message };
  }
}

function authenticate(ws: Workspace, request: FastifyRequest): Principal {
  const header = request.headers.authorization;
  if (!header) {
    throw new ApiError(
      401,
      'UNAUTHENTICATED',
      'Credential was not sent or was of an unsupported type for this API.',
    );
  }
  const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1];
  const principal = token === undefined ? undefined : ws.tokens.verify(token);
  if (!principal) throw new InvalidToken();
  return principal;
}

/** Converts any thrown value to an API error. */
function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const { statusCode, message, code, errorCode } = error as {
    statusCode?: number;
    message: string;
    code?: string;
    errorCode?: string;
  };
  // not 503: clients would send the same request for minutes, and it may have had its effect
  if (errorCode === 'TEMPORARILY_UNAVAILABLE') return new ApiError(500, 'INTERNAL_ERROR', message);
  if (errorCode !== undefined) return new ApiError(400, errorCode, message);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ApiError(statusCode, 'MALFORMED_REQUEST', message);
  }
  if (code === 'ENAMETOOLONG') {
    return invalidParameter('Name: must have at most 255 bytes in each part of the path');
  }
  if (code === 'ENOSPC') {
    return new ApiError(
      507,
      'RESOURCE_EXHAUSTED',
      `The disk of the workspace is full, free some space and try again: ${message}`,
    );
  }
  return new ApiError(500, 'INTERNAL_ERROR', message);
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw malformedRequest(`Could not parse request object: ${(error as Error).message}`);
  }
  if (body === null || typeof body !== 'object') {
    throw malformedRequest(`Request body: must be a JSON object, got ${text.slice(0, 40)}`);
  }
  return body;
}

/** A URL for the log: the signature of a link to a result is a credential. */
function withoutCredential(url: string): string {
  return url.replace(/\bsignature=[^&]+/, 'signature=[REDACTED]');
}

/** Builds the server of `ws`; the caller makes it listen. */
export function buildServer(ws: Workspace): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    exposeHeadRoutes: false,
    // a statement may be waited for 50 s, an upload may take its time
    requestTimeout: 0,
    keepAliveTimeout: 75_000,
    forceCloseConnections: true,
    // a URL that cannot be decoded reaches no route
    frameworkErrors: (thrown, _request, reply) => {
      const error = asApiError(thrown);
      void (reply as FastifyReply).status(error.status).send(error.body());
    },
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: 4096,
    },
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, parseJson(text as string));
    } catch (error) {
      done(error as Error, undefined);
    }
  });

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-databricks-org-id', String(ws.state.workspaceId));
    if (!request.is404 && !request.routeOptions.config.open) {
      request.principal = authenticate(ws, request);
    }
  });
  addCatalogAliases(app, ws);
  addRequestAudit(app, ws, merged(SERVICES, 'actions'));
  app.addHook('onResponse', async (request, reply) => {
    ws.log.info('request', {
      method: request.method,
      url: withoutCredential(request.url),
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
      principal: request.principal?.name,
    });
  });

  app.setErrorHandler((thrown, request, reply) => {
    const error = asApiError(thrown);
    request.failure = error.message;
    const level = error.status < 500 ? 'warn' : 'error';
    ws.log[level]('request_failed', {
      method: request.method,
      url: withoutCredential(request.url),
      status: error.status,
      error_code: error.errorCode,
      message: error.message,
      ...(error.status === 500 ? { stack: (thrown as Error).stack } : {}),
    });
    if (error instanceof InvalidToken) {
      reply.header('x-databricks-reason-phrase', error.message);
    }
    return reply.status(error.status).send(error.body());
  });
  const routes = merged(SERVICES, 'routes');
  const streamRoutes = merged(SERVICES, 'streamRoutes');
  const notServed = new NotServed(Object.keys({ ...routes, ...streamRoutes }));
  app.setNotFoundHandler((request) => {
    throw notServed.error(request.method, request.url);
  });

  const open = { method: 'GET', config: { open: true } } as const;
  app.route({ ...open, url: '/health', handler: async () => health(ws) });
  app.route({
    ...open,
    url: '/.well-known/databricks-config',
    handler: async () => hostMetadata(ws),
  });
  addRoutes(app, ws, routes);
  for (const service of SERVICES) service.register?.(app, ws);
  app.register(async (scope) => {
    // bodies of files go to disk as they come
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    addRoutes(scope, ws, streamRoutes);
  });
  return app;
}
