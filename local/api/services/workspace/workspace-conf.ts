/**
 * Settings of the workspace. They are stored, and have no effect.
 *
 * Source: REST reference, Workspace conf; databricks-sdk-py, tests/integration/test_settings.py.
 */
import { invalidParameter, permissionDenied, requireString } from '../../core/errors';
import type { Call, Routes } from '../../core/routes';

const PATH = '/api/2.0/workspace-conf';
const KEY = /^[A-Za-z][\w-]{0,127}$/;

function settings({ ws, principal }: Call) {
  if (!ws.principals.isAdmin(principal)) {
    throw permissionDenied('Only admins can read and change the settings of the workspace.');
  }
  return ws.state.collection<{ readonly value: string }>('workspace_conf');
}

function checkKeys(keys: readonly string[]): void {
  const wrong = keys.filter((key) => !KEY.test(key));
  if (wrong.length > 0) throw invalidParameter(`Invalid keys: ${JSON.stringify(wrong)}`);
}

export const workspaceConfRoutes: Routes = {
  [`GET ${PATH}`]: (call) => {
    const keys = requireString(call.query, 'keys').split(',');
    checkKeys(keys);
    const stored = settings(call);
    return Object.fromEntries(keys.map((key) => [key, stored.get(key)?.value ?? null]));
  },
  [`PATCH ${PATH}`]: (call) => {
    checkKeys(Object.keys(call.body));
    const stored = settings(call);
    for (const key of Object.keys(call.body)) {
      stored.set(key, { value: requireString(call.body, key) });
    }
    return call.reply.status(204).send();
  },
};
