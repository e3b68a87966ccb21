/** Every table of routes whose bodies are JSON. */
import type { Routes } from '../routes';
import { alertRoutes, notificationDestinationRoutes } from './alerts';
import { bindingRoutes } from './bindings';
import { computeRoutes } from './compute';
import { dashboardRoutes } from './dashboards';
import { grantRoutes } from './grants';
import { jobRoutes } from './jobs';
import { metastoreRoutes } from './metastore';
import { mlflowRoutes } from './mlflow';
import { objectPermissionRoutes } from './object-permissions';
import { pipelineRoutes } from './pipelines';
import { queryRoutes } from './queries';
import { registeredModelRoutes } from './registered-models';
import { runRoutes } from './runs';
import { scimRoutes } from './scim';
import { servingEndpointRoutes } from './serving-endpoints';
import { statementRoutes } from './statements';
import { tableConstraintRoutes } from './table-constraints';
import { tableRoutes } from './tables';
import { tokenRoutes } from './tokens';
import { securableRoutes } from './unity-catalog';
import { warehouseRoutes } from './warehouses';
import { workspaceRoutes } from './workspace';

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
