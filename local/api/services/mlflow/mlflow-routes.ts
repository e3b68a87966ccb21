/** MLflow's own API: requests go on to its server once their caller may make them. */
import { pipeline } from 'node:stream/promises';

import { doesNotExist, invalidParameter, requireString } from '../../core/errors';
import { type JsonObject, objectIn, objectsIn, shown, textIn } from '../../core/json';
import type { Call, Routes } from '../../core/routes';
import { Access, securable } from '../unity-catalog/access/access';
import { Experiments } from './experiments';
import { Mlflow } from './mlflow';
import { Registry } from './registry';

const API = '/api/2.0/mlflow';
const ARTIFACTS = '/api/2.0/mlflow-artifacts/artifacts';

/** Privileges that a request needs on its model. */
const ON_MODEL: Readonly<Record<string, string>> = {
  'GET registered-models/get': 'EXECUTE',
  'GET registered-models/alias': 'EXECUTE',
  'GET model-versions/get': 'EXECUTE',
  'GET model-versions/get-download-uri': 'EXECUTE',
  'POST registered-models/get-latest-versions': 'EXECUTE',
  'GET registered-models/get-latest-versions': 'EXECUTE',
  'POST model-versions/create': 'CREATE_MODEL_VERSION',
  'POST model-versions/set-tag': 'APPLY_TAG',
  'DELETE model-versions/delete-tag': 'APPLY_TAG',
  'POST registered-models/set-tag': 'APPLY_TAG',
  'DELETE registered-models/delete-tag': 'APPLY_TAG',
  'POST registered-models/alias': 'OWNERSHIP',
  'DELETE registered-models/alias': 'OWNERSHIP',
  'PATCH registered-models/update': 'OWNER',
  'PATCH model-versions/update': 'OWNER',
  'DELETE model-versions/delete': 'OWNER',
};

/** List requests; their results have only objects that the caller may see. */
const LISTS = ['registered-models/search', 'model-versions/search', 'experiments/search'];

/** Reads although it is sent as a change would be. */
const READS = /^(runs|logged-models|traces)\/search$|^metrics\/get-history/;

/** The request, answered by MLflow. */
async function forward(
  call: Call,
  body: JsonObject = call.body,
  url = call.request.url,
): Promise<JsonObject> {
  const { method } = call.request;
  return call.ws.get(Mlflow).json(method, url, method === 'GET' ? undefined : body);
}

/** The URL of a request whose query has other values. */
function urlWith({ request, query }: Call, values: Record<string, string | undefined>): string {
  const [path, given] = request.url.split('?');
  const parameters = new URLSearchParams(given);
  for (const [key, value] of Object.entries(values)) {
    if (query[key] !== undefined && value !== undefined) parameters.set(key, value);
  }
  return given === undefined ? path! : `${path}?${parameters.toString()}`;
}

async function onModel(call: Call, privilege: string): Promise<JsonObject> {
  const { ws, principal, query, body } = call;
  const name = ws.get(Registry).require(principal, privilege, body.name ?? query.name);
  await ws.get(Registry).tellMlflow(name);
  return forward(call, { ...body, name }, urlWith(call, { name }));
}

async function createModel(call: Call): Promise<JsonObject> {
  const { ws, principal, body } = call;
  const name = ws.get(Registry).create(principal, body.name, textIn(body, 'description'));
  await ws.get(Registry).tellMlflow(name);
  return ws.get(Mlflow).get('registered-models/get', { name });
}

async function deleteModel(call: Call): Promise<JsonObject> {
  const { ws, principal, body } = call;
  const name = ws.get(Registry).require(principal, 'OWNER', body.name);
  await ws.get(Registry).forget(name);
  ws.get(Access).tree.forget(securable('function', name));
  return {};
}

async function list(call: Call): Promise<JsonObject> {
  const { ws, principal } = call;
  const seesModel = (model: JsonObject): boolean =>
    ws.get(Access).sees(principal, securable('function', requireString(model, 'name')));
  const seesExperiment = (experiment: JsonObject): boolean =>
    ws.get(Experiments).sees(principal, requireString(experiment, 'experiment_id'));
  const isSeen: Readonly<Record<string, (item: JsonObject) => boolean>> = {
    registered_models: seesModel,
    model_versions: seesModel,
    experiments: seesExperiment,
  };
  const answer = await forward(call, call.body, urlWith(call, { filter: call.query.filter }));
  const lists = Object.entries(isSeen).filter(([field]) => field in answer);
  const seen = lists.map(([field, sees]) => [field, objectsIn(answer, field).filter(sees)]);
  return { ...answer, ...(Object.fromEntries(seen) as JsonObject) };
}

async function createExperiment(call: Call): Promise<JsonObject> {
  const { name, artifact_location: location }: JsonObject = call.body;
  if (typeof name !== 'string' || !name.startsWith('/')) {
    throw invalidParameter(
      `\`name\` of an experiment: must be a path of the workspace, got ${String(name)}`,
    );
  }
  if (location) {
    throw invalidParameter(
      `\`artifact_location\` of experiment ${name}: must be left out in the local workspace, got ${shown(location)}`,
    );
  }
  const answer = await forward(call);
  call.ws.get(Experiments).record(requireString(answer, 'experiment_id'), name, call.principal);
  return answer;
}

/** A deleted experiment releases its name for another one. */
async function deleteExperiment(call: Call): Promise<JsonObject> {
  const { ws, principal, body } = call;
  const id = requireString(body, 'experiment_id');
  ws.get(Experiments).require(principal, id, 'CAN_MANAGE');
  const answer = await ws.get(Mlflow).get('experiments/get', { experiment_id: id });
  const experiment = objectIn(answer, 'experiment');
  if (experiment.lifecycle_stage === 'active') {
    const name = `${textIn(experiment, 'name')} (deleted ${new Date().toISOString()})`;
    await ws.get(Mlflow).post('experiments/update', { experiment_id: id, new_name: name });
  }
  ws.state.collection('object_permissions').delete(`experiments/${id}`);
  ws.get(Experiments).keep(id, undefined);
  return forward(call);
}

async function experimentByName(call: Call): Promise<JsonObject> {
  const answer = await forward(call);
  const id = requireString(objectIn(answer, 'experiment'), 'experiment_id');
  call.ws.get(Experiments).require(call.principal, id, 'CAN_READ');
  return answer;
}

async function getExperiment(call: Call): Promise<JsonObject> {
  const { ws, principal, query } = call;
  const id = requireString(query, 'experiment_id');
  ws.get(Experiments).require(principal, id, 'CAN_READ');
  const copy = ws.get(Experiments).copyOf(id);
  if (copy) return { experiment: copy };
  const answer = await forward(call);
  ws.get(Experiments).keep(id, objectIn(answer, 'experiment'));
  return answer;
}

async function onExperiment(call: Call, path: string): Promise<JsonObject> {
  const { ws, principal, query, body, request } = call;
  const named = await ws.get(Experiments).named(path, { ...query, ...body });
  if (named.length === 0) {
    throw doesNotExist(
      `The local workspace has no '${request.method} ${path}' of MLflow, or it names no experiment, run or model`,
      'ENDPOINT_NOT_FOUND',
    );
  }
  const isRead = request.method === 'GET' || READS.test(path);
  for (const id of named) {
    ws.get(Experiments).require(principal, id, isRead ? 'CAN_READ' : 'CAN_EDIT');
    if (!isRead && path.startsWith('experiments/')) ws.get(Experiments).keep(id, undefined);
  }
  if (path === 'experiments/update' && typeof body.new_name === 'string') {
    const answer = await forward(call);
    for (const id of named) ws.get(Experiments).move(id, body.new_name);
    return answer;
  }
  return forward(call);
}

async function answer(call: Call): Promise<JsonObject> {
  const path = call.params['*']!.replace(/\/$/, '');
  const key = `${call.request.method} ${path}`;
  const privilege = ON_MODEL[key];
  if (privilege !== undefined) return onModel(call, privilege);
  if (LISTS.includes(path)) return list(call);
  switch (key) {
    case 'POST registered-models/create':
      return createModel(call);
    case 'DELETE registered-models/delete':
      return deleteModel(call);
    case 'POST experiments/create':
      return createExperiment(call);
    case 'POST experiments/delete':
      return deleteExperiment(call);
    case 'GET experiments/get':
      return getExperiment(call);
    case 'GET experiments/get-by-name':
      return experimentByName(call);
    default:
      return onExperiment(call, path);
  }
}

export const mlflowRoutes: Routes = Object.fromEntries(
  ['GET', 'POST', 'PATCH', 'DELETE'].map((method) => [`${method} ${API}/*`, answer]),
);

/** Artifacts lie below the id of their experiment; their bodies go through as streams. */
async function artifacts(call: Call): Promise<unknown> {
  const { ws, principal, params, query, request, reply } = call;
  const segments = (params['*'] || query.path || '').split('/');
  const [experiment] = segments;
  if (segments.includes('..')) {
    throw invalidParameter(`Path of an artifact: must have no .., got ${segments.join('/')}`);
  }
  const level = request.method === 'GET' ? 'CAN_READ' : 'CAN_EDIT';
  ws.get(Experiments).require(principal, experiment!, level);
  const { method, url: path, headers: given } = request;
  const headers = {
    'content-type': given['content-type'],
    'content-length': given['content-length'],
  };
  return ws
    .get(Mlflow)
    .server.send(
      { method, path, headers, ...(method === 'PUT' ? { body: request.raw } : {}) },
      async (answered) => {
        reply.hijack();
        reply.raw.writeHead(answered.statusCode ?? 500, answered.headers);
        await pipeline(answered, reply.raw);
        return reply;
      },
    );
}

/** The routes whose bodies are files. */
export const artifactRoutes: Routes = {
  [`GET ${ARTIFACTS}`]: artifacts,
  [`GET ${ARTIFACTS}/*`]: artifacts,
  [`PUT ${ARTIFACTS}/*`]: artifacts,
  [`DELETE ${ARTIFACTS}/*`]: artifacts,
};
