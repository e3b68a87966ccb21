/** SQL warehouses API, and the data sources that belong to them. */
import { WAREHOUSE_SIZES } from '../../../../rules/warehouse-sizes';
import { crudRoutes, namedEntity, type ResourceType } from '../../core/crud';
import { invalidParameter, invalidState, requireString } from '../../core/errors';
import { type JsonObject, shown } from '../../core/json';
import type { Call, Routes } from '../../core/routes';
import type { Workspace } from '../../core/workspace';
import { HAS_SERVERLESS, kindOf } from '../../core/workspace-kind';
import { type Warehouse, Warehouses } from './warehouses';

const DEFAULTS = {
  auto_stop_mins: 120,
  channel: { name: 'CHANNEL_NAME_CURRENT' },
  enable_photon: true,
  enable_serverless_compute: false,
  max_num_clusters: 1,
  min_num_clusters: 1,
  spot_instance_policy: 'COST_OPTIMIZED',
  tags: {},
  warehouse_type: 'PRO',
};

function validate(warehouse: Warehouse): void {
  const name = requireString({ ...warehouse }, 'name');
  if (!WAREHOUSE_SIZES.some((size) => size === warehouse.cluster_size)) {
    throw invalidParameter(
      `\`cluster_size\` of warehouse ${name}: must be one of ${WAREHOUSE_SIZES.join(', ')}, got ${shown(warehouse.cluster_size)}`,
    );
  }
  const minutes = warehouse.auto_stop_mins;
  if (!Number.isInteger(minutes) || Number(minutes) < 0) {
    throw invalidParameter(
      `\`auto_stop_mins\` of warehouse ${name}: must be 0 or more, got ${shown(minutes)}`,
    );
  }
}

/** Limits of the Free Edition: https://docs.databricks.com/aws/en/getting-started/free-edition-limitations. */
function validateKind(ws: Workspace, warehouse: JsonObject, id: string | undefined): void {
  const kind = kindOf(ws);
  const isServerless = warehouse.enable_serverless_compute === true;
  if (isServerless && !HAS_SERVERLESS[kind]) {
    throw invalidParameter('Serverless Compute is not enabled in the workspace.');
  }
  if (kind !== 'free') return;
  if (!isServerless) {
    throw invalidParameter('Only serverless SQL warehouses are supported in the workspace.');
  }
  if (warehouse.cluster_size !== '2X-Small' || Number(warehouse.max_num_clusters) > 1) {
    throw invalidParameter(
      `\`cluster_size\` of warehouse ${shown(warehouse.name)}: must be 2X-Small with one cluster, got ${shown(warehouse.cluster_size)}`,
    );
  }
  if (id === undefined && ws.state.collection('warehouses').keys().length > 0) {
    throw invalidState(
      'You have reached the maximum number of SQL warehouses. Delete an existing warehouse to create a new one.',
    );
  }
}

function view(ws: Workspace, warehouse: Warehouse): JsonObject {
  const address = new URL(ws.host);
  const path = `/sql/1.0/warehouses/${warehouse.id}`;
  const state = ws.get(Warehouses).state(warehouse.id);
  return {
    ...warehouse,
    state,
    health: ws.get(Warehouses).health(warehouse.id),
    num_clusters: state === 'RUNNING' ? 1 : 0,
    num_active_sessions: 0,
    jdbc_url: `jdbc:spark://${address.host}/default;transportMode=http;httpPath=${path}`,
    odbc_params: { hostname: address.hostname, path, port: Number(address.port), protocol: 'http' },
  };
}

export const warehouses: ResourceType<Warehouse> = {
  collection: 'warehouses',
  noun: 'SQL warehouse',
  idField: 'id',
  listKey: 'warehouses',
  unique: 'name',
  routes: {
    create: 'POST /api/2.0/sql/warehouses',
    get: 'GET /api/2.0/sql/warehouses/:id',
    update: 'POST /api/2.0/sql/warehouses/:id/edit',
    delete: 'DELETE /api/2.0/sql/warehouses/:id',
    list: 'GET /api/2.0/sql/warehouses',
  },
  newId: (ws) => ws.state.nextId().toString(16).padStart(16, '0'),
  defaults: ({ principal }) => ({ ...DEFAULTS, creator_name: principal.name }),
  updateAnswer: 'nothing',
  validate: ({ ws, params }, warehouse) => {
    validate(warehouse);
    validateKind(ws, { ...warehouse }, params.id);
  },
  view,
  // Spark starts during the rest of a deployment
  afterCreate: ({ ws }, warehouse) => ws.get(Warehouses).start(warehouse.id),
  afterDelete: ({ ws }, warehouse) => {
    const { id } = warehouse;
    ws.get(Warehouses).stop(id);
    ws.state.collection('object_permissions').delete(`sql/warehouses/${id}`);
  },
};

/** Creates a warehouse of a name, if none exists. */
export function ensureWarehouse(ws: Workspace, name: string, creator: string): void {
  const stored = ws.state.collection<Warehouse>('warehouses');
  if (stored.find((warehouse) => warehouse.name === name)) return;
  const id = warehouses.newId!(ws, {});
  const serverless = { enable_serverless_compute: HAS_SERVERLESS[kindOf(ws)] };
  const fields = { ...DEFAULTS, ...serverless, creator_name: creator, cluster_size: '2X-Small' };
  stored.set(id, { ...fields, id, name });
}

const named = (call: Call): Warehouse => namedEntity(warehouses, call);

function dataSource(warehouse: Warehouse): JsonObject {
  return {
    id: `${warehouse.id}-source`,
    name: warehouse.name,
    warehouse_id: warehouse.id,
    type: 'databricks_internal',
    syntax: 'sql',
    paused: 0,
    supports_auto_limit: true,
    view_only: false,
  };
}

export const warehouseRoutes: Routes = {
  ...crudRoutes(warehouses),
  'POST /api/2.0/sql/warehouses/:id/start': (call) => {
    call.ws.get(Warehouses).start(named(call).id);
    return {};
  },
  'POST /api/2.0/sql/warehouses/:id/stop': (call) => {
    call.ws.get(Warehouses).stop(named(call).id);
    return {};
  },
  'GET /api/2.0/preview/sql/data_sources': ({ ws }) =>
    ws.state.collection<Warehouse>('warehouses').values().map(dataSource),
};
