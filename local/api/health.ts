/** Responses that need no token. */
import { version } from '../../package.json';
import { ACCOUNT_ID } from './core/audit/event';
import type { JsonObject } from './core/json';
import type { Workspace } from './core/workspace';

/** Returns the health of the workspace, for the command line. */
export function health(ws: Workspace): JsonObject {
  const { status, failure } = ws.cluster;
  return { status: 'ok', version, cluster: status, ...(failure ? { cluster_error: failure } : {}) };
}

/**
 * Returns host metadata that SDKs request before they sign in: account and workspace are found by it. The official CLI warns
 * without an OIDC endpoint (databricks-sdk-go, config/host_metadata.go); sign-in by OAuth is not served there.
 */
export function hostMetadata(ws: Workspace): JsonObject {
  return {
    oidc_endpoint: `${ws.host}/oidc`,
    account_id: ACCOUNT_ID,
    workspace_id: String(ws.state.workspaceId),
  };
}
