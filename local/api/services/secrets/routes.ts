/** Secrets API 2.0. Source: https://docs.databricks.com/api/secrets/v1/. */
import { invalidParameter, requireString } from '../../core/errors';
import { shown, textIn } from '../../core/json';
import type { Call, Routes } from '../../core/routes';
import { type Permission, type Scope, SecretScopes } from './scopes';

const SECRETS = '/api/2.0/secrets';

/** The scope that a request names. */
function scopeOf({ ws, principal, query, body }: Call, permission: Permission): Scope {
  const name = requireString({ ...query, ...body }, 'scope');
  return ws.get(SecretScopes).require(principal, name, permission);
}

function create({ ws, principal, body }: Call): object {
  const { initial_manage_principal: manager, scope_backend_type: backend } = body;
  if (manager !== undefined && manager !== 'users') {
    throw invalidParameter(`\`initial_manage_principal\`: must be users, got ${shown(manager)}`);
  }
  if (backend !== undefined && backend !== 'DATABRICKS') {
    throw invalidParameter(
      `\`scope_backend_type\`: must be DATABRICKS in the local workspace, got ${shown(backend)}`,
    );
  }
  ws.get(SecretScopes).create(requireString(body, 'scope'), manager ?? principal.name);
  return {};
}

function put(call: Call): object {
  const { ws, body } = call;
  const text = textIn(body, 'string_value');
  const bytes = textIn(body, 'bytes_value');
  if ((text === undefined) === (bytes === undefined)) {
    throw invalidParameter('Exactly one of string_value and bytes_value must be specified');
  }
  const value = bytes === undefined ? Buffer.from(text!) : Buffer.from(bytes, 'base64');
  ws.get(SecretScopes).put(scopeOf(call, 'WRITE'), requireString(body, 'key'), value);
  return {};
}

function list(call: Call): object {
  const secrets = Object.entries(scopeOf(call, 'READ').secrets).map(([key, secret]) => ({
    key,
    last_updated_timestamp: secret.last_updated_timestamp,
  }));
  return secrets.length > 0 ? { secrets } : {};
}

export const secretRoutes: Routes = {
  [`POST ${SECRETS}/scopes/create`]: create,
  [`GET ${SECRETS}/scopes/list`]: ({ ws, principal }) => {
    const scopes = ws
      .get(SecretScopes)
      .list(principal)
      .map(({ name }) => ({ name, backend_type: 'DATABRICKS' }));
    return scopes.length > 0 ? { scopes } : {};
  },
  [`POST ${SECRETS}/scopes/delete`]: (call) => {
    call.ws.get(SecretScopes).delete(scopeOf(call, 'MANAGE'));
    return {};
  },
  [`POST ${SECRETS}/put`]: put,
  [`GET ${SECRETS}/list`]: list,
  [`GET ${SECRETS}/get`]: (call) => {
    const key = requireString(call.query, 'key');
    const { value } = call.ws.get(SecretScopes).secret(scopeOf(call, 'READ'), key);
    return { key, value };
  },
  [`POST ${SECRETS}/delete`]: (call) => {
    call.ws.get(SecretScopes).remove(scopeOf(call, 'WRITE'), requireString(call.body, 'key'));
    return {};
  },
  [`POST ${SECRETS}/acls/put`]: (call) => {
    const { body } = call;
    const holder = requireString(body, 'principal');
    const permission = requireString(body, 'permission');
    call.ws.get(SecretScopes).putAcl(scopeOf(call, 'MANAGE'), holder, permission);
    return {};
  },
  [`GET ${SECRETS}/acls/get`]: (call) => {
    const principal = requireString(call.query, 'principal');
    const permission = call.ws.get(SecretScopes).acl(scopeOf(call, 'MANAGE'), principal);
    return { principal, permission };
  },
  [`GET ${SECRETS}/acls/list`]: (call) => ({
    items: Object.entries(scopeOf(call, 'MANAGE').acls).map(([principal, permission]) => ({
      principal,
      permission,
    })),
  }),
  [`POST ${SECRETS}/acls/delete`]: (call) => {
    const holder = requireString(call.body, 'principal');
    call.ws.get(SecretScopes).removeAcl(scopeOf(call, 'MANAGE'), holder);
    return {};
  },
};
