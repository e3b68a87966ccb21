/** `GET /health`: answered without a token, so that the command line can ask whether it is up. */
import type { Entity } from '../state';
import type { Workspace } from '../workspace';
import { version } from '../../../package.json';

export function health(ws: Workspace): Entity {
  const { status, failure } = ws.cluster;
  return { status: 'ok', version, cluster: status, ...(failure ? { cluster_error: failure } : {}) };
}
