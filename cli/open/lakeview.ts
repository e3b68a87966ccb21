/** Dashboards of a workspace, by the Lakeview API. */
import { CliError } from '../../client/errors';
import { ApiError, pages, type Workspace } from '../../client/rest';
import type { Dashboard } from './lvdash';
import type { DashboardName } from './wire';

const PATH = '/api/2.0/lakeview/dashboards';

interface Listed {
  readonly dashboard_id: string;
  readonly display_name: string;
}

/** The dashboards that the caller may open, by name. */
export async function listDashboards(workspace: Workspace): Promise<DashboardName[]> {
  const found = await pages<Listed>(workspace, PATH, 'dashboards', { page_size: 100 });
  return found
    .map(({ dashboard_id: id, display_name: name }) => ({ id, name }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

export interface OpenedDashboard extends DashboardName {
  readonly warehouseId?: string;
  readonly content: Dashboard;
}

/** @throws CliError where there is none of that id, or it is in the trash */
export async function getDashboard(workspace: Workspace, id: string): Promise<OpenedDashboard> {
  const answer = await workspace
    .request<Record<string, string | undefined>>('GET', `${PATH}/${encodeURIComponent(id)}`)
    .catch((error) => {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    });
  if (answer === undefined || answer.lifecycle_state === 'TRASHED') {
    throw new CliError(`dashboard: does not exist at ${workspace.host}, got ${id}`);
  }
  const content = JSON.parse(answer.serialized_dashboard ?? '{}') as object;
  return {
    id,
    name: answer.display_name ?? id,
    warehouseId: answer.warehouse_id,
    content: { datasets: [], pages: [], ...content },
  };
}
