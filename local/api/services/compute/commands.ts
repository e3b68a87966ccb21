/**
 * Command execution API 1.2. The workspace has no clusters, so every command is refused, in the form of that API: the
 * text of an exception in `error`, without a code.
 *
 * Sources: databricks-sdk-py, tests/integration/test_commands.py (missing contextId) and databricks/sdk/errors/parser.py.
 */
import { ApiError, requireString } from '../../core/errors';
import type { Routes } from '../../core/routes';

class CommandError extends ApiError {
  constructor(message: string) {
    super(500, 'INTERNAL_ERROR', message);
  }

  override body(): Record<string, unknown> {
    return { error: this.message };
  }
}

function noCluster(): never {
  throw new CommandError('ClusterNotFoundException: Cluster not found');
}

export const commandRoutes: Routes = {
  'POST /api/1.2/contexts/create': ({ body }) => {
    requireString(body, 'clusterId');
    return noCluster();
  },
  'POST /api/1.2/contexts/destroy': noCluster,
  'GET /api/1.2/contexts/status': noCluster,
  'POST /api/1.2/commands/execute': ({ body }) => {
    if (body.contextId) return noCluster();
    throw new CommandError('IllegalArgumentException: requirement failed: missing contextId');
  },
  'POST /api/1.2/commands/cancel': noCluster,
  'GET /api/1.2/commands/status': noCluster,
};
