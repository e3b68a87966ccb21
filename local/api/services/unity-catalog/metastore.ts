/** The one metastore, its assignment to this workspace, and its system schemas. */
import { join } from 'node:path';

import { doesNotExist } from '../../core/errors';
import { ADMIN_USER } from '../../core/identity/principals';
import type { JsonObject } from '../../core/json';
import type { Call, Routes } from '../../core/routes';
import type { Workspace } from '../../core/workspace';
import { usesDefaultStorage } from './default-storage';

const UC = '/api/2.1/unity-catalog';
const SYSTEM_SCHEMAS = [
  'access',
  'billing',
  'compute',
  'lakeflow',
  'marketplace',
  'query',
  'serving',
  'storage',
];

function metastore(ws: Workspace): JsonObject {
  const id = ws.state.metastoreId;
  return {
    metastore_id: id,
    global_metastore_id: `local:laptop:${id}`,
    name: 'local',
    cloud: 'local',
    region: 'laptop',
    owner: ADMIN_USER,
    ...(usesDefaultStorage(ws) ? {} : { storage_root: `file:${join(ws.home.root, 'warehouse')}` }),
    privilege_model_version: '1.0',
    delta_sharing_scope: 'INTERNAL',
  };
}

function checkMetastore({ ws, params }: Call): void {
  if (params.id !== ws.state.metastoreId) {
    throw doesNotExist(`Metastore '${params.id}' does not exist.`, 'METASTORE_DOES_NOT_EXIST');
  }
}

function systemSchema(call: Call): string {
  checkMetastore(call);
  const schema = call.params.schema!;
  if (!SYSTEM_SCHEMAS.includes(schema)) {
    throw doesNotExist(`System schema '${schema}' does not exist.`, 'SCHEMA_DOES_NOT_EXIST');
  }
  return schema;
}

export const metastoreRoutes: Routes = {
  [`GET ${UC}/current-metastore-assignment`]: ({ ws }) => ({
    metastore_id: ws.state.metastoreId,
    workspace_id: ws.state.workspaceId,
    default_catalog_name: ws.catalogNames.own,
  }),
  [`GET ${UC}/metastore_summary`]: ({ ws }) => metastore(ws),
  [`GET ${UC}/metastores`]: ({ ws }) => ({ metastores: [metastore(ws)] }),
  [`GET ${UC}/metastores/:id`]: (call) => {
    checkMetastore(call);
    return metastore(call.ws);
  },
  [`GET ${UC}/metastores/:id/systemschemas`]: (call) => {
    checkMetastore(call);
    const enabled = call.ws.state.collection('system_schemas');
    const state = (schema: string): string =>
      enabled.has(schema) ? 'ENABLE_COMPLETED' : 'AVAILABLE';
    return { schemas: SYSTEM_SCHEMAS.map((schema) => ({ schema, state: state(schema) })) };
  },
  [`PUT ${UC}/metastores/:id/systemschemas/:schema`]: (call) => {
    const schema = systemSchema(call);
    call.ws.state.collection('system_schemas').set(schema, { schema });
    return {};
  },
  [`DELETE ${UC}/metastores/:id/systemschemas/:schema`]: (call) => {
    call.ws.state.collection('system_schemas').delete(systemSchema(call));
    return {};
  },
};
