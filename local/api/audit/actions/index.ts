/** Which action a route is. */
import { accountActions } from './accounts';
import type { Actions, Describe } from './action';
import { computeActions } from './compute';
import { filesystemActions } from './filesystem';
import { modelActions } from './models';
import { unityCatalogActions } from './unity-catalog';
import { workspaceActions } from './workspace';

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
