/**
 * Clusters. The workspace has none, so every id is one that does not exist.
 *
 * Source of the error: databricks-sdk-py, tests/integration/test_clusters.py (test_error_unmarshall)
 */
import { invalidParameter, requireString } from '../../core/errors';
import type { Call, Routes } from '../../core/routes';

function noCluster({ query, body }: Call): never {
  const id = requireString({ ...query, ...body }, 'cluster_id');
  throw invalidParameter(`Cluster ${id} does not exist`);
}

const CLUSTERS = '/api/{2.0,2.1}/clusters';

export const clusterRoutes: Routes = {
  [`GET ${CLUSTERS}/list`]: () => ({ clusters: [] }),
  [`GET ${CLUSTERS}/get`]: noCluster,
  [`POST ${CLUSTERS}/events`]: noCluster,
  [`POST ${CLUSTERS}/start`]: noCluster,
  [`POST ${CLUSTERS}/restart`]: noCluster,
  [`POST ${CLUSTERS}/resize`]: noCluster,
  [`POST ${CLUSTERS}/edit`]: noCluster,
  [`POST ${CLUSTERS}/delete`]: noCluster,
  [`POST ${CLUSTERS}/permanent-delete`]: noCluster,
};
