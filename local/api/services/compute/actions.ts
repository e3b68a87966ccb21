/** Actions on jobs, runs, pipelines, cluster policies, SQL warehouses, statements, saved queries, dashboards and alerts. */
import { action, type Actions, type Describe } from '../../core/audit/action';

/** The settings of a job may hold anything; its name and whom it runs as say which one it is. */
function jobSettings(name: string, settings: 'body' | 'new_settings'): Describe {
  return ({ body }) => {
    const given = settings === 'body' ? body : (body.new_settings ?? {});
    return [
      {
        service: 'jobs',
        name,
        params: { job_id: body.job_id, name: given.name, run_as: given.run_as },
      },
    ];
  };
}

/** The fields of a saved query and of an alert are below one field of the request. */
function saved(kind: 'query' | 'alert', name: string): Describe {
  return ({ params, body }) => [
    {
      service: 'databrickssql',
      name,
      params: {
        [`${kind}Id`]: params.id,
        name: body[kind]?.display_name,
        update_mask: body.update_mask,
      },
    },
  ];
}

const WAREHOUSE = ['name', 'cluster_size', 'warehouse_type', 'auto_stop_mins', 'max_num_clusters'];
const dashboards = (name: string) => action('dashboards', name, 'id', 'display_name');
const sql = (name: string, ...fields: string[]) => action('databrickssql', name, ...fields);

export const computeActions: Actions = {
  'POST /jobs/create': jobSettings('create', 'body'),
  'POST /jobs/reset': jobSettings('reset', 'new_settings'),
  'POST /jobs/update': jobSettings('update', 'new_settings'),
  'POST /jobs/delete': action('jobs', 'delete', 'job_id'),
  'POST /jobs/run-now': action('jobs', 'runNow', 'job_id', 'job_parameters'),
  'POST /jobs/runs/cancel': action('jobs', 'cancel', 'run_id'),
  'POST /jobs/runs/cancel-all': action('jobs', 'cancelAllRuns', 'job_id'),
  'POST /jobs/runs/repair': action('jobs', 'repairRun', 'run_id', 'rerun_tasks'),
  'POST /jobs/runs/delete': action('jobs', 'deleteRun', 'run_id'),
  'GET /jobs/runs/get-output': action('jobs', 'getRunOutput', 'run_id'),

  'POST /pipelines': action('deltaPipelines', 'create', 'name'),
  'PUT /pipelines/:id': action('deltaPipelines', 'edit', 'id', 'name'),
  'DELETE /pipelines/:id': action('deltaPipelines', 'delete', 'id'),
  'POST /pipelines/:id/updates': action('deltaPipelines', 'startUpdate', 'id', 'full_refresh'),
  'POST /pipelines/:id/stop': action('deltaPipelines', 'stop', 'id'),

  'POST /policies/clusters/create': action('clusterPolicies', 'create', 'name'),
  'POST /policies/clusters/edit': action('clusterPolicies', 'edit', 'policy_id', 'name'),
  'POST /policies/clusters/delete': action('clusterPolicies', 'delete', 'policy_id'),

  'POST /sql/warehouses': sql('createWarehouse', ...WAREHOUSE),
  'POST /sql/warehouses/:id/edit': sql('editWarehouse', 'id', ...WAREHOUSE),
  'POST /sql/warehouses/:id/start': sql('startWarehouse', 'id'),
  'POST /sql/warehouses/:id/stop': sql('stopWarehouse', 'id'),
  'DELETE /sql/warehouses/:id': sql('deleteWarehouse', 'id'),

  'POST /sql/statements': sql('commandSubmit', 'commandText=statement', 'warehouseId=warehouse_id'),
  'POST /sql/statements/:id/cancel': sql('commandCancel', 'commandId=id'),

  'POST /sql/queries': saved('query', 'createQuery'),
  'PATCH /sql/queries/:id': saved('query', 'updateQuery'),
  'DELETE /sql/queries/:id': saved('query', 'deleteQuery'),

  'POST /lakeview/dashboards': dashboards('createDashboard'),
  'PATCH /lakeview/dashboards/:id': dashboards('updateDashboard'),
  'DELETE /lakeview/dashboards/:id': dashboards('trashDashboard'),
  'POST /lakeview/dashboards/:id/published': dashboards('publishDashboard'),
  'DELETE /lakeview/dashboards/:id/published': dashboards('unpublishDashboard'),

  'POST /sql/alerts': saved('alert', 'createAlert'),
  'PATCH /sql/alerts/:id': saved('alert', 'updateAlert'),
  'DELETE /sql/alerts/:id': saved('alert', 'deleteAlert'),

  // their configuration may hold the address of a webhook, which is a secret
  'POST /notification-destinations': sql('createNotificationDestination', 'name=display_name'),
  'PATCH /notification-destinations/:id': sql('updateNotificationDestination', 'id'),
  'DELETE /notification-destinations/:id': sql('deleteNotificationDestination', 'id'),
};
