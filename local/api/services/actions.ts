/** Which action a route is. */
import { accountActions } from './scim/actions';
import type { Actions, Describe } from '../core/audit/action';
import { computeActions } from './compute/actions';
import { filesystemActions } from './files/actions';
import { modelActions } from './mlflow/actions';
import { unityCatalogActions } from './unity-catalog/audit/actions';
import { workspaceActions } from './workspace/actions';

export const actions: Actions = {
  ...accountActions,
  ...computeActions,
  ...filesystemActions,
  ...modelActions,
  ...unityCatalogActions,
  ...workspaceActions,
};

/** Method and path, without `/api` and the version: what the table's keys are. */
export function actionKey(method: string, path: string): string {
  return `${method} ${path.replace(/^\/api\/\d\.\d/, '')}`;
}

/** Returns the description of a route's actions; undefined for reads of metadata. */
export function describeOf(method: string, path: string): Describe | undefined {
  return actions[actionKey(method, path)];
}
