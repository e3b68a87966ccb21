/** The server of the page: what the page asks for, it asks of the workspace as the chosen principal. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import fastify, { type FastifyInstance } from 'fastify';

import { CliError } from '../../client/errors';
import { ApiError, type Workspace } from '../../client/rest';
import { execute } from '../../client/statements';
import { bundledPage } from './bundle';
import { KeptAnswers } from './kept-answers';
import { getDashboard, listDashboards } from './lakeview';
import type { Selections } from './lvdash';
import { Overview } from './overview';
import { asRows } from './rows';
import { ROW_LIMIT, widgetStatement } from './widget-query';
import { PANELS, type Rows, type Session } from './wire';

export interface PageServerOptions {
  readonly workspace: Workspace;
  /** The catalog of the overview; dashboards say their own. */
  readonly catalog: string;
  /** @default - the one of the dashboard; for the overview the first one there is */
  readonly warehouseId?: string;
}

const PAGE = join(__dirname, 'page');
const HTML = 'text/html; charset=utf-8';
/** Nothing of another origin is loaded; charts set styles of their elements. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** Milliseconds that rows of a widget stay cached: a page that is opened again shows them. */
const KEPT_MS = 5 * 60_000;
const LOOPBACK = /^(127\.0\.0\.1|localhost)(:\d+)?$/;
const TABLE = /^\w+\.\w+$/;
const DENIED = /INSUFFICIENT_PERMISSIONS|PERMISSION_DENIED|does not have permission/;

/** Builds the server; the caller makes it listen on 127.0.0.1. */
export async function pageServer(options: PageServerOptions): Promise<FastifyInstance> {
  const { workspace, warehouseId } = options;
  const overview = new Overview(workspace, options.catalog, warehouseId);
  const kept = new KeptAnswers<Rows>(KEPT_MS);
  const script = await bundledPage();
  const app = fastify({ logger: false, forceCloseConnections: true });
  // a page of another origin can only send what is no JSON without being asked first
  app.removeContentTypeParser('text/plain');

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': POLICY,
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    // a name that was made to lead here is not ours
    if (!LOOPBACK.test(request.headers.host ?? '')) {
      return reply.status(421).send({ message: 'the host must be 127.0.0.1 or localhost' });
    }
  });
  app.setErrorHandler((error, _request, reply) => {
    const { status, message } = failure(error);
    return reply.status(status).send({ message });
  });

  const asset = (name: string) => readFileSync(join(PAGE, name), 'utf8');
  app.get('/', (_request, reply) => reply.type(HTML).send(asset('index.html')));
  app.get('/style.css', (_request, reply) => reply.type('text/css').send(asset('style.css')));
  app.get('/app.js', (_request, reply) => reply.type('text/javascript').send(script));

  app.get('/api/session', async (): Promise<Session> => {
    const me = await workspace.request<{ userName?: string; displayName?: string }>(
      'GET',
      '/api/2.0/preview/scim/v2/Me',
    );
    return {
      principal: me.displayName || me.userName || 'unknown',
      workspace: workspace.host,
      dashboards: await listDashboards(workspace),
    };
  });

  app.get<{ Params: { id: string } }>('/api/dashboards/:id', async ({ params }) => {
    const { id, name, content } = await getDashboard(workspace, params.id);
    return { id, name, pages: content.pages };
  });

  app.post<{ Params: { id: string; widget: string }; Body: { selections?: Selections } }>(
    '/api/dashboards/:id/widgets/:widget',
    async ({ params, body }) => {
      const dashboard = await getDashboard(workspace, params.id);
      const selections = checked(body?.selections ?? {});
      const asked = {
        ...widgetStatement(dashboard.content, params.widget, selections),
        warehouseId: warehouseId ?? dashboard.warehouseId,
      };
      return kept.get(JSON.stringify(asked), async () =>
        asRows(await execute(workspace, asked), ROW_LIMIT),
      );
    },
  );
  app.post('/api/refresh', () => {
    kept.clear();
    return {};
  });

  app.get('/api/overview/tables', () => overview.tables());
  app.get('/api/overview/jobs', () => overview.jobs());
  app.get<{ Params: { table: string; what: string } }>(
    '/api/overview/tables/:table/:what',
    ({ params: { table, what } }) => {
      if (!TABLE.test(table)) {
        throw new CliError(`table: not a name like silver.deals, got ${table}`);
      }
      return what === 'rows' ? overview.rowCount(table) : overview.lastVersion(table);
    },
  );
  for (const panel of PANELS) {
    app.get(`/api/overview/${panel}`, () => overview.panel(panel));
  }
  app.get<{ Querystring: { search?: string } }>('/api/overview/signals', ({ query }) =>
    overview.signals(query.search ?? ''),
  );
  app.get<{ Params: { id: string } }>('/api/overview/lineage/:id', ({ params }) =>
    overview.lineage(params.id),
  );
  return app;
}

/** @throws CliError where what was chosen is not lists of values by the name of a filter */
function checked(selections: unknown): Selections {
  const lists = Object.values(selections as object);
  const areTexts = lists.every(
    (one) => Array.isArray(one) && one.every((v) => typeof v === 'string'),
  );
  if (!areTexts) throw new CliError('`selections` must be lists of text by the name of a filter');
  return selections as Selections;
}

/** Returns the error for the page: never more than the workspace returned. */
function failure(error: unknown): { status: number; message: string } {
  const { message, statusCode } = error as Error & { statusCode?: number };
  if (DENIED.test(message)) return { status: 403, message };
  if (error instanceof ApiError) return { status: error.status, message };
  return { status: error instanceof CliError ? 400 : (statusCode ?? 500), message };
}
