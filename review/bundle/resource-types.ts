/**
 * Terraform types of the resources of a bundle, so that the same policies apply. The groups are those of
 * databricks/cli, bundle/direct/dresources/all.go.
 */
const TYPES: Readonly<Record<string, string>> = {
  alerts: 'databricks_alert_v2',
  apps: 'databricks_app',
  catalogs: 'databricks_catalog',
  clusters: 'databricks_cluster',
  dashboards: 'databricks_dashboard',
  database_catalogs: 'databricks_database_database_catalog',
  database_instances: 'databricks_database_instance',
  experiments: 'databricks_mlflow_experiment',
  external_locations: 'databricks_external_location',
  instance_pools: 'databricks_instance_pool',
  jobs: 'databricks_job',
  model_serving_endpoints: 'databricks_model_serving',
  models: 'databricks_mlflow_model',
  pipelines: 'databricks_pipeline',
  quality_monitors: 'databricks_quality_monitor',
  registered_models: 'databricks_registered_model',
  schemas: 'databricks_schema',
  secret_scopes: 'databricks_secret_scope',
  secrets: 'databricks_secret',
  sql_warehouses: 'databricks_sql_endpoint',
  synced_database_tables: 'databricks_database_synced_database_table',
  vector_search_endpoints: 'databricks_vector_search_endpoint',
  vector_search_indexes: 'databricks_vector_search_index',
  volumes: 'databricks_volume',
};

/** The type of `resources.<group>.<name>[.permissions|.grants]`; a made-up one for an unknown group. */
export function typeOf(group: string, child: string | undefined): string {
  if (child === 'permissions') return 'databricks_permissions';
  if (child === 'grants') return 'databricks_grants';
  const suffix = child === undefined ? '' : `_${child}`;
  const known = child === undefined ? TYPES[group] : undefined;
  return known ?? `databricks_bundle_${group}${suffix}`;
}

/** The attribute of `databricks_permissions` that names the object, by the group of the bundle. */
export const PERMISSION_IDS: Readonly<Record<string, string>> = {
  alerts: 'alert_v2_id',
  apps: 'app_name',
  clusters: 'cluster_id',
  dashboards: 'dashboard_id',
  database_instances: 'database_instance_name',
  experiments: 'experiment_id',
  instance_pools: 'instance_pool_id',
  jobs: 'job_id',
  model_serving_endpoints: 'serving_endpoint_id',
  models: 'registered_model_id',
  pipelines: 'pipeline_id',
  sql_warehouses: 'sql_endpoint_id',
  vector_search_endpoints: 'vector_search_endpoint_id',
};
