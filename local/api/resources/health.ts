/** What is answered without a token. */
import type { Entity } from '../state';
import type { Workspace } from '../workspace';
import { version } from '../../../package.json';

/** Whether it is up, for the command line. */
export function health(ws: Workspace): Entity {
  const { status, failure } = ws.cluster;
  return { status: 'ok', version, cluster: status, ...(failure ? { cluster_error: failure } : {}) };
}

/** What SDKs ask of a host before they sign in; without the answer they warn. */
export function hostMetadata(ws: Workspace): Entity {
  return { workspace_id: String(ws.state.workspaceId) };
}
