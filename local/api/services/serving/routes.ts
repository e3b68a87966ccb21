/** Serving endpoints API, and the requests that endpoints answer. */
import { randomUUID } from 'node:crypto';

import {
  alreadyExists,
  doesNotExist,
  invalidParameter,
  invalidState,
  requireString,
} from '../../core/errors';
import { type JsonObject, objectIn, objectsIn, textIn, textsIn } from '../../core/json';
import { omit } from '../../core/omit';
import type { Call, Routes } from '../../core/routes';
import { hasLevel, requireLevel } from '../workspace/permissions/object-access';
import {
  checkedConfig,
  type Endpoint,
  endpointsOf,
  type ServedEntity,
  type Tag,
} from './endpoint-config';
import { Serving } from './serving';

const PATH = '/api/2.0/serving-endpoints';
const NAME = /^[A-Za-z0-9][\w-]{0,62}$/;
const LEVELS = ['CAN_MANAGE', 'CAN_QUERY', 'CAN_VIEW'];
const GATEWAY_FIELDS = [
  'guardrails',
  'inference_table_config',
  'rate_limits',
  'usage_tracking_config',
] as const;

function endpoints({ ws }: Call) {
  return endpointsOf(ws.state);
}

/** The endpoint of the path, to which the caller has `level`. */
function endpoint(call: Call, level: string): Endpoint {
  const name = call.params.name!;
  const found = endpoints(call).get(name);
  if (!found) {
    throw doesNotExist(`Serving endpoint '${name}' does not exist.`);
  }
  requireLevel(
    call.ws,
    call.principal,
    ['serving-endpoints', found.id],
    level,
    `serving endpoint ${name}`,
  );
  return found;
}

/** Returns the tags of the list in a field. */
function tagsIn(body: JsonObject, field: string): Tag[] {
  return objectsIn(body, field).map((tag) => ({
    key: requireString(tag, 'key'),
    value: textIn(tag, 'value'),
  }));
}

function view({ ws, principal }: Call, found: Endpoint): JsonObject {
  const { name, id, config } = found;
  const level = LEVELS.find((one) => hasLevel(ws, principal, 'serving-endpoints', id, one));
  const withState = (entity: ServedEntity): JsonObject => ({
    ...entity,
    state: ws.get(Serving).entityState(name, entity),
  });
  return {
    ...omit(found, 'update_failure'),
    ...(config
      ? { config: { ...config, served_entities: config.served_entities.map(withState) } }
      : {}),
    state: ws.get(Serving).stateOf(found),
    permission_level: level,
  };
}

async function create(call: Call): Promise<JsonObject> {
  const { ws, principal, body } = call;
  const name = requireString(body, 'name');
  if (!NAME.test(name)) {
    throw invalidParameter(
      `\`name\` of a serving endpoint: must be of letters, digits, _ and -, got ${name}`,
    );
  }
  if (endpoints(call).has(name)) {
    throw alreadyExists(`Serving endpoint with name '${name}' already exists.`);
  }
  if (!body.config) requireNoInferenceTable(name, objectIn(body, 'ai_gateway'));
  const config = body.config
    ? await checkedConfig(ws, principal, objectIn(body, 'config'), 1)
    : undefined;
  const now = Date.now();
  endpoints(call).set(name, {
    ...omit(body, 'config'),
    name,
    id: randomUUID().replaceAll('-', ''),
    creator: principal.name,
    creation_timestamp: now,
    last_updated_timestamp: now,
    tags: tagsIn(body, 'tags'),
    route_optimized: body.route_optimized === true,
  });
  if (config) ws.get(Serving).update(name, config);
  return view(call, endpoints(call).get(name)!);
}

async function remove(call: Call): Promise<JsonObject> {
  const { name, id } = endpoint(call, 'CAN_MANAGE');
  endpoints(call).delete(name);
  call.ws.state.collection('object_permissions').delete(`serving-endpoints/${id}`);
  await call.ws.get(Serving).remove(name);
  return {};
}

async function updateConfig(call: Call): Promise<JsonObject> {
  const { ws, principal, body } = call;
  const { name, config } = endpoint(call, 'CAN_MANAGE');
  const version = (config?.config_version ?? 0) + 1;
  ws.get(Serving).update(name, await checkedConfig(ws, principal, body, version));
  return view(call, endpoints(call).get(name)!);
}

function change(call: Call, fields: Partial<Endpoint>): void {
  const { name } = call.params;
  const changed = { ...endpoints(call).get(name!)!, ...fields, last_updated_timestamp: Date.now() };
  endpoints(call).set(name!, changed);
}

function patchTags(call: Call): JsonObject {
  const { tags } = endpoint(call, 'CAN_MANAGE');
  const added = tagsIn(call.body, 'add_tags');
  const replaced = new Set([...textsIn(call.body, 'delete_tags'), ...added.map(({ key }) => key)]);
  const next = [...tags.filter(({ key }) => !replaced.has(key)), ...added];
  change(call, { tags: next });
  return { tags: next };
}

/** Inference tables need the signature of a served version. */
function requireNoInferenceTable(name: string, gateway: JsonObject): void {
  if (!objectIn(gateway, 'inference_table_config').enabled) return;
  throw invalidState(
    `Serving endpoint ${name} serves no model yet: set its inference table after the first version is served`,
  );
}

function putGateway(call: Call): JsonObject {
  const { name, config } = endpoint(call, 'CAN_MANAGE');
  if (!config) requireNoInferenceTable(name, call.body);
  const given = GATEWAY_FIELDS.filter((field) => call.body[field] !== undefined);
  const gateway: JsonObject = Object.fromEntries(given.map((field) => [field, call.body[field]]));
  change(call, { ai_gateway: gateway });
  return gateway;
}

async function invoke(call: Call): Promise<JsonObject> {
  const found = endpoint(call, 'CAN_QUERY');
  const { answer, servedModel } = await call.ws.get(Serving).score(found, call.body);
  call.reply.header('served-model-name', servedModel);
  return answer;
}

export const servingEndpointRoutes: Routes = {
  [`POST ${PATH}`]: create,
  [`GET ${PATH}`]: (call) => ({
    endpoints: endpoints(call)
      .values()
      .filter(({ id }) => hasLevel(call.ws, call.principal, 'serving-endpoints', id, 'CAN_VIEW'))
      .map((found) => view(call, found)),
  }),
  [`GET ${PATH}/:name`]: (call) => view(call, endpoint(call, 'CAN_VIEW')),
  [`DELETE ${PATH}/:name`]: remove,
  [`PUT ${PATH}/:name/config`]: updateConfig,
  [`PATCH ${PATH}/:name/tags`]: patchTags,
  [`PUT ${PATH}/:name/ai-gateway`]: putGateway,
  'POST /serving-endpoints/:name/invocations': invoke,
};
