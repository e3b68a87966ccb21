/** Attributes that the service sets; their changes follow from declared ones. */
const COMPUTED = new Set([
  'acl_principal_id',
  'arn',
  'create_time',
  'created_at',
  'created_by',
  'default_tags',
  'effective_properties',
  'etag',
  'id',
  'jdbc_url',
  'last_modifier_user_name',
  'lifecycle_state',
  'metastore_id',
  'num_active_sessions',
  'num_clusters',
  'object_id',
  'odbc_params',
  'state',
  'tags_all',
  'update_time',
  'updated_at',
  'updated_by',
  'workspace_path',
]);

const COMPUTED_OF: Readonly<Record<string, ReadonlySet<string>>> = {
  databricks_cluster: new Set(['url']),
  databricks_dashboard: new Set(['dashboard_change_detected', 'dashboard_id', 'md5', 'path']),
  databricks_job: new Set(['url']),
  databricks_mlflow_model: new Set(['registered_model_id']),
  // changes/deployed-file.ts compares the content
  databricks_notebook: new Set(['source', 'md5', 'object_type', 'url']),
  databricks_workspace_file: new Set(['source', 'md5', 'url']),
  // how it is, not how it should be: a job's attribute of this name is its rules
  databricks_sql_endpoint: new Set(['health', 'creator_name']),
};

/** Attributes of blocks that repeat others. */
const REPEATED = new Set(['type_json']);

/** @param isTop whether the attribute is the resource's own, and not one of a block in it */
export function isComputed(type: string, attribute: string, isTop: boolean): boolean {
  if (!isTop) return REPEATED.has(attribute);
  return COMPUTED.has(attribute) || (COMPUTED_OF[type]?.has(attribute) ?? false);
}
