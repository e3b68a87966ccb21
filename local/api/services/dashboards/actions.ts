/** Audit actions on dashboards. */
import { action, type Actions, type Describe } from '../../core/audit/action';

function dashboard(name: string): Describe {
  return action('dashboards', name, 'id', 'display_name');
}

export const dashboardActions: Actions = {
  'POST /lakeview/dashboards': dashboard('createDashboard'),
  'PATCH /lakeview/dashboards/:id': dashboard('updateDashboard'),
  'DELETE /lakeview/dashboards/:id': dashboard('trashDashboard'),
  'POST /lakeview/dashboards/:id/published': dashboard('publishDashboard'),
  'DELETE /lakeview/dashboards/:id/published': dashboard('unpublishDashboard'),
};
