/** Cluster policies, Spark versions and node types. */
import { crudRoutes, type ResourceType } from '../../core/crud';
import { invalidParameter, requireString } from '../../core/errors';
import type { Routes } from '../../core/routes';
import { HAS_CLUSTERS, kindOf } from '../../core/workspace-kind';

/** A policy holds its definition as JSON text. */
export const clusterPolicies: ResourceType = {
  collection: 'cluster_policies',
  noun: 'Cluster policy',
  idField: 'policy_id',
  listKey: 'policies',
  unique: 'name',
  routes: {
    create: 'POST /api/2.0/policies/clusters/create',
    get: 'GET /api/2.0/policies/clusters/get',
    replace: 'POST /api/2.0/policies/clusters/edit',
    delete: 'POST /api/2.0/policies/clusters/delete',
    list: 'GET /api/2.0/policies/clusters/list',
  },
  newId: (ws) => ws.state.nextId().toString(16).toUpperCase().padStart(16, '0'),
  defaults: ({ principal }) => ({
    creator_user_name: principal.name,
    created_at_timestamp: Date.now(),
    is_default: false,
  }),
  kept: ['creator_user_name', 'created_at_timestamp'],
  createAnswer: 'id',
  updateAnswer: 'nothing',
  validate: ({ ws }, policy) => {
    if (!HAS_CLUSTERS[kindOf(ws)]) {
      throw invalidParameter('Cluster policies are not supported in the workspace.');
    }
    const name = requireString(policy, 'name');
    for (const field of ['definition', 'policy_family_definition_overrides']) {
      const text = policy[field];
      if (text === undefined) continue;
      try {
        JSON.parse(text as string);
      } catch (error) {
        throw invalidParameter(
          `\`${field}\` of policy ${name} must be JSON: ${(error as Error).message}`,
        );
      }
    }
  },
  afterDelete: ({ ws }, policy) => {
    ws.state
      .collection('object_permissions')
      .delete(`cluster-policies/${requireString(policy, 'policy_id')}`);
  },
};

/** The runtimes that clusters may ask for; the local Spark, 4.2, stands for all of them. */
const SPARK_VERSIONS = [
  { key: '18.0.x-scala2.13', name: '18.0 (includes Apache Spark 4.2, Scala 2.13)' },
  { key: '17.3.x-scala2.13', name: '17.3 LTS (includes Apache Spark 4.0.0, Scala 2.13)' },
  // SDKs select among runtimes with Scala 2.12 by default
  { key: '16.4.x-scala2.12', name: '16.4 LTS (includes Apache Spark 3.5.2, Scala 2.12)' },
];

const NODE_TYPE = {
  node_type_id: 'local',
  memory_mb: 4096,
  num_cores: 2,
  num_gpus: 0,
  category: 'General Purpose',
  description: 'this machine',
  instance_type_id: 'local',
  is_deprecated: false,
  node_instance_type: { instance_type_id: 'local', local_disks: 1, local_disk_size_gb: 100 },
  node_info: { available_core_quota: 2, total_core_quota: 2, status: [] },
};

export const computeRoutes: Routes = {
  ...crudRoutes(clusterPolicies),
  'GET /api/2.0/policy-families': () => ({ policy_families: [] }),
  'GET /api/{2.0,2.1}/clusters/spark-versions': () => ({ versions: SPARK_VERSIONS }),
  'GET /api/{2.0,2.1}/clusters/list-node-types': ({ ws }) => ({
    node_types: HAS_CLUSTERS[kindOf(ws)] ? [NODE_TYPE] : [],
  }),
};
