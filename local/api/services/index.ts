/** Every table of routes whose bodies are JSON. */
import type { Routes } from '../core/routes';
import { alertRoutes, notificationDestinationRoutes } from './alerts/routes';
import { bindingRoutes } from './unity-catalog/bindings';
import { computeRoutes } from './compute/cluster-policies';
import { dashboardRoutes } from './dashboards/dashboards';
import { grantRoutes } from './unity-catalog/grants';
import { jobRoutes } from './jobs/job-routes';
import { metastoreRoutes } from './unity-catalog/metastore';
import { mlflowRoutes } from './mlflow/mlflow-routes';
import { objectPermissionRoutes } from './workspace/permissions/object-permissions';
import { pipelineRoutes } from './pipelines/routes';
import { queryRoutes } from './sql/queries';
import { registeredModelRoutes } from './mlflow/registered-models';
import { runRoutes } from './jobs/run-routes';
import { scimRoutes } from './scim/scim';
import { servingEndpointRoutes } from './serving/routes';
import { statementRoutes } from './sql/statement-routes';
import { tableConstraintRoutes } from './tables/constraints';
import { tableRoutes } from './tables/tables';
import { tokenRoutes } from './tokens/tokens';
import { securableRoutes } from './unity-catalog/catalogs';
import { warehouseRoutes } from './sql/warehouse-routes';
import { workspaceRoutes } from './workspace/routes';

export const jsonRoutes: Routes = {
  ...scimRoutes,
  ...tokenRoutes,
  ...metastoreRoutes,
  ...securableRoutes,
  ...registeredModelRoutes,
  ...tableRoutes,
  ...tableConstraintRoutes,
  ...grantRoutes,
  ...bindingRoutes,
  ...objectPermissionRoutes,
  ...workspaceRoutes,
  ...computeRoutes,
  ...warehouseRoutes,
  ...statementRoutes,
  ...queryRoutes,
  ...pipelineRoutes,
  ...alertRoutes,
  ...dashboardRoutes,
  ...notificationDestinationRoutes,
  ...jobRoutes,
  ...runRoutes,
  ...mlflowRoutes,
  ...servingEndpointRoutes,
};
