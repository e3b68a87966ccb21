/** AI/BI dashboards (Lakeview API): drafts and their published versions. A deleted dashboard is in the trash. */
import { randomUUID } from 'node:crypto';

import { crudRoutes, namedEntity, type ResourceType } from '../../core/crud';
import {
  alreadyExists,
  doesNotExist,
  invalidParameter,
  permissionDenied,
  requireString,
} from '../../core/errors';
import type { JsonObject } from '../../core/json';
import { omit } from '../../core/omit';
import { type Call, page, type Routes } from '../../core/routes';
import { requireLevel } from '../workspace/permissions/object-access';
import { requireInFolder } from '../workspace/tree-access';
import { normalizeWorkspacePath, WorkspaceFiles } from '../workspace/workspace-files';

const PATH = '/api/2.0/lakeview/dashboards';
const ONE = `${PATH}/:id`;
const PUBLISHED = `${ONE}/published`;
/** A draft as it is stored; other fields of a request are stored as received. */
export interface Dashboard {
  readonly dashboard_id: string;
  readonly display_name: string;
  readonly parent_path: string;
  readonly lifecycle_state: 'ACTIVE' | 'TRASHED';
  readonly warehouse_id?: string;
  readonly serialized_dashboard?: string;
  path: string;
  revision: number;
}

interface PublishedDashboard {
  readonly display_name: string;
  readonly warehouse_id?: string;
  readonly embed_credentials: boolean;
  readonly revision_create_time: string;
}

/** Fields that only the server sets. */
const COMPUTED = ['create_time', 'creator_user_name', 'lifecycle_state', 'path', 'revision'];

function dashboards({ ws }: Call) {
  return ws.state.collection<Dashboard>('dashboards');
}

function publishedDashboards({ ws }: Call) {
  return ws.state.collection<PublishedDashboard>('published_dashboards');
}

/** Returns the fields and path of a dashboard in a request. */
function given(call: Call): JsonObject {
  const now = new Date().toISOString();
  return { ...omit(call.body, ...COMPUTED, 'etag', 'update_time'), update_time: now };
}

/** Checks a draft, and sets its path, which follows from its name. */
function check(call: Call, dashboard: Dashboard): void {
  const name = requireString({ ...dashboard }, 'display_name');
  if (call.ws.get(WorkspaceFiles).find(dashboard.parent_path)?.object_type !== 'DIRECTORY') {
    throw doesNotExist(`Path (${dashboard.parent_path}) doesn't exist.`);
  }
  if (!dashboards(call).has(dashboard.dashboard_id)) {
    requireInFolder(call.ws, call.principal, dashboard.parent_path);
  }
  dashboard.path = `${normalizeWorkspacePath(dashboard.parent_path)}/${name}.lvdash.json`;
  const rival = dashboards(call).find(
    (other) =>
      other.dashboard_id !== dashboard.dashboard_id &&
      other.path === dashboard.path &&
      other.lifecycle_state === 'ACTIVE',
  );
  if (rival) throw alreadyExists(`Node named '${name}.lvdash.json' already exists`);
  checkWarehouse(call, dashboard.warehouse_id);
  checkContent(dashboard.serialized_dashboard);
}

function checkWarehouse({ ws }: Call, id: string | undefined): void {
  if (id === undefined || ws.state.collection('warehouses').has(id)) return;
  throw doesNotExist(`SQL warehouse ${id} does not exist.`);
}

function checkContent(serialized: string | undefined): void {
  if (serialized === undefined) return;
  let content: JsonObject;
  try {
    content = JSON.parse(serialized) as JsonObject;
  } catch {
    throw invalidParameter('`serialized_dashboard` must be JSON');
  }
  for (const field of ['datasets', 'pages']) {
    if (content[field] === undefined || Array.isArray(content[field])) continue;
    throw invalidParameter(`\`serialized_dashboard.${field}\` must be a list`);
  }
}

const type: ResourceType<Dashboard> = {
  collection: 'dashboards',
  noun: 'Dashboard',
  idField: 'dashboard_id',
  listKey: 'dashboards',
  routes: { create: `POST ${PATH}`, get: `GET ${ONE}`, update: `PATCH ${ONE}` },
  newId: () => randomUUID().replaceAll('-', ''),
  defaults: ({ principal }) => ({
    parent_path: `/Workspace/Users/${principal.name}`,
    lifecycle_state: 'ACTIVE',
    creator_user_name: principal.name,
    create_time: new Date().toISOString(),
    revision: 0,
  }),
  validate: (call, dashboard) => {
    check(call, dashboard);
    dashboard.revision += 1;
  },
  view: (_ws, { revision, ...dashboard }) => ({
    ...omit(dashboard, 'creator_user_name'),
    etag: String(revision),
  }),
};

const crud = crudRoutes(type);

/** A dashboard that is not in the trash, and that the caller has `level` on. */
function active(call: Call, level?: string): Dashboard {
  const found = namedEntity(type, call);
  const { dashboard_id: id } = found;
  if (level) requireLevel(call.ws, call.principal, ['dashboards', id], level, `dashboard ${id}`);
  if (found.lifecycle_state === 'ACTIVE') return found;
  throw permissionDenied(`Dashboard ${found.dashboard_id} is in the trash.`);
}

function publish(call: Call): PublishedDashboard {
  const draft = active(call, 'CAN_MANAGE');
  const body = call.body as Partial<PublishedDashboard>;
  const warehouse_id = body.warehouse_id ?? draft.warehouse_id;
  checkWarehouse(call, warehouse_id);
  const published = {
    display_name: draft.display_name,
    warehouse_id,
    embed_credentials: body.embed_credentials ?? true,
    revision_create_time: new Date().toISOString(),
  };
  publishedDashboards(call).set(draft.dashboard_id, published);
  return published;
}

function published(call: Call): PublishedDashboard {
  const { dashboard_id: id } = active(call);
  const found = publishedDashboards(call).get(id);
  if (!found) throw doesNotExist(`Dashboard ${id} is not published.`);
  return found;
}

export const dashboardRoutes: Routes = {
  ...crud,
  [`POST ${PATH}`]: (call) => crud[`POST ${PATH}`]!({ ...call, body: given(call) }),
  [`PATCH ${ONE}`]: (call) => {
    active(call, 'CAN_EDIT');
    const { etag } = call.body as { etag?: string };
    const { revision } = namedEntity(type, call);
    if (etag !== undefined && etag !== '' && etag !== String(revision)) {
      throw invalidParameter(`\`etag\`: must be that of the last change, ${revision}, got ${etag}`);
    }
    return crud[`PATCH ${ONE}`]!({ ...call, body: given(call) });
  },
  [`DELETE ${ONE}`]: (call) => {
    const dashboard = active(call, 'CAN_MANAGE');
    const { dashboard_id: id } = dashboard;
    publishedDashboards(call).delete(id);
    dashboards(call).set(id, { ...dashboard, lifecycle_state: 'TRASHED' });
    return {};
  },
  [`GET ${PATH}`]: (call) => {
    const kept = dashboards(call)
      .values()
      .filter(
        ({ lifecycle_state: state }) => state === 'ACTIVE' || call.query.show_trashed === 'true',
      )
      // as Databricks lists them: without the fields of a single response
      .map((one) =>
        omit(type.view!(call.ws, one), 'etag', 'parent_path', 'path', 'serialized_dashboard'),
      );
    const { items, ...paging } = page(kept, call.query, 'page_size', 100);
    return { dashboards: items, ...paging };
  },
  [`POST ${PUBLISHED}`]: publish,
  [`GET ${PUBLISHED}`]: published,
  [`DELETE ${PUBLISHED}`]: (call) => {
    published(call);
    const { dashboard_id: id } = active(call, 'CAN_MANAGE');
    publishedDashboards(call).delete(id);
    return {};
  },
};
