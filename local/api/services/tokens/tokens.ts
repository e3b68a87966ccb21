/** Token API (one's own tokens) and token management (an admin's view of all). */
import { doesNotExist, invalidParameter, requireString } from '../../core/errors';
import { authorize } from '../../core/identity/authorize';
import type { Principal } from '../../core/identity/principals';
import type { TokenRecord } from '../../core/identity/tokens';
import { type JsonObject, shown, textIn } from '../../core/json';
import type { Call, Routes } from '../../core/routes';

function info({ ws }: Call, record: TokenRecord): JsonObject {
  const principal = ws.principals.byId(record.principal_id);
  return {
    token_id: record.token_id,
    comment: record.comment,
    creation_time: record.creation_time,
    expiry_time: record.expiry_time,
    owner_id: Number(record.principal_id),
    created_by_username: record.created_by,
    ...(principal ? { created_by_id: Number(principal.id) } : {}),
  };
}

function issue(call: Call, principal: Principal): JsonObject {
  const { body } = call;
  const lifetime: unknown = body.lifetime_seconds;
  if (lifetime !== undefined && !(Number(lifetime) > 0)) {
    throw invalidParameter(`\`lifetime_seconds\`: must be above 0, got ${shown(lifetime)}`);
  }
  const createdBy = call.principal.name;
  const comment = textIn(body, 'comment') ?? '';
  const { value, record } = call.ws.tokens.issue(
    principal,
    comment,
    createdBy,
    Number(lifetime ?? 0),
  );
  return { token_value: value, token_info: info(call, record) };
}

function revoke({ ws }: Call, tokenId: string): JsonObject {
  if (!ws.tokens.revoke(tokenId)) throw doesNotExist(`Token ${tokenId} does not exist.`);
  return {};
}

function asAdmin(call: Call): void {
  authorize(call.ws.principals, call.principal, 'manage_tokens', {
    type: 'workspace',
    name: 'tokens',
  });
}

export const tokenRoutes: Routes = {
  'POST /api/2.0/token/create': (call) => issue(call, call.principal),
  'GET /api/2.0/token/list': (call) => ({
    token_infos: call.ws.tokens
      .list()
      .filter((token) => token.principal_id === call.principal.id)
      .map((token) => info(call, token)),
  }),
  'POST /api/2.0/token/delete': (call) => {
    const id = requireString(call.body, 'token_id');
    const own = call.ws.tokens
      .list()
      .find((t) => t.token_id === id && t.principal_id === call.principal.id);
    if (!own) throw doesNotExist(`Token ${id} does not exist.`);
    return revoke(call, id);
  },
  'POST /api/2.0/token-management/on-behalf-of/tokens': (call) => {
    asAdmin(call);
    const applicationId = requireString(call.body, 'application_id');
    const principal = call.ws.principals.byName(applicationId);
    if (principal?.kind !== 'service_principal') {
      throw doesNotExist(`Service principal ${applicationId} does not exist.`);
    }
    return issue(call, principal);
  },
  'GET /api/2.0/token-management/tokens': (call) => {
    asAdmin(call);
    return { token_infos: call.ws.tokens.list().map((token) => info(call, token)) };
  },
  'DELETE /api/2.0/token-management/tokens/:id': (call) => {
    asAdmin(call);
    return revoke(call, call.params.id!);
  },
};
