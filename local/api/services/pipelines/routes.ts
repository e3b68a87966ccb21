/** Pipelines API. */
import { randomUUID } from 'node:crypto';

import { invalidParameter, requireString } from '../../core/errors';
import { type JsonObject, objectIn, shown, textIn, textsIn } from '../../core/json';
import { omit } from '../../core/omit';
import { type Call, isTrue, page, type Routes } from '../../core/routes';
import { kindOf } from '../../core/workspace-kind';
import { isOver, type Pipeline, type Update } from './model';
import { Pipelines } from './pipelines';
import { pipelineSettings } from './settings';

const PIPELINES = '/api/2.0/pipelines';
const NAME_FILTER = /^name like '(.*)'$/i;

function named({ ws, params }: Call): Pipeline {
  return ws.get(Pipelines).get(params.id);
}

/** Returns the principal in the request, checked against the workspace. */
function runAs({ ws, body }: Call): string | undefined {
  const given = objectIn(body, 'run_as');
  const name = given.service_principal_name ?? given.user_name;
  if (name === undefined) return undefined;
  if (typeof name === 'string' && ws.principals.byName(name)) return name;
  throw invalidParameter(
    `\`run_as\` of pipeline ${shown(body.name)}: must be a user or service principal of the workspace, got ${shown(name)}`,
  );
}

function checkName({ ws, body }: Call, id?: string): void {
  const rival = ws
    .get(Pipelines)
    .list()
    .find((other) => other.spec.name === body.name && other.pipeline_id !== id);
  if (rival && !isTrue(body.allow_duplicate_names)) {
    throw invalidParameter(`A pipeline of the name ${rival.spec.name} exists already`);
  }
}

function status({ ws }: Call, pipeline: Pipeline): JsonObject {
  const { pipeline_id, creator_user_name, run_as_user_name, spec } = pipeline;
  const updates = ws.get(Pipelines).updatesOf(pipeline_id);
  const last = updates.find(isOver);
  return {
    pipeline_id,
    name: spec.name,
    state: updates.some((update) => !isOver(update)) ? 'RUNNING' : 'IDLE',
    health: last?.state === 'FAILED' ? 'UNHEALTHY' : 'HEALTHY',
    creator_user_name,
    run_as_user_name,
    latest_updates: updates.slice(0, 5).map(({ update_id, state, creation_time }) => ({
      update_id,
      state,
      creation_time: new Date(creation_time).toISOString(),
    })),
  };
}

function updateView(update: Update): Omit<Update, 'events'> {
  return omit(update, 'events');
}

/** The events of all updates that are kept, newest first, as the API orders them. */
function events({ ws, query }: Call, pipeline: Pipeline): JsonObject {
  const all = ws
    .get(Pipelines)
    .updatesOf(pipeline.pipeline_id)
    .flatMap((update) =>
      [...update.events].reverse().map((event) => ({
        ...event,
        origin: {
          pipeline_id: pipeline.pipeline_id,
          pipeline_name: pipeline.spec.name,
          update_id: update.update_id,
        },
      })),
    );
  const { items, ...paging } = page(all, query, 'max_results', 25);
  return { events: items, ...paging };
}

export const pipelineRoutes: Routes = {
  [`POST ${PIPELINES}`]: (call) => {
    requireString(call.body, 'name');
    checkName(call);
    const id = randomUUID();
    call.ws.get(Pipelines).keep({
      pipeline_id: id,
      creator_user_name: call.principal.name,
      run_as_user_name: runAs(call) ?? call.principal.name,
      last_modified: 0,
      spec: pipelineSettings(id, call.body, kindOf(call.ws), call.ws.catalogNames),
      datasets: [],
    });
    return { pipeline_id: id };
  },
  [`GET ${PIPELINES}`]: (call) => {
    const filter = call.query.filter;
    const pattern = filter === undefined ? undefined : NAME_FILTER.exec(filter)?.[1];
    if (filter !== undefined && pattern === undefined) {
      throw invalidParameter(`\`filter\`: must be of the form name LIKE '...', got ${filter}`);
    }
    const wanted = pattern?.replaceAll('%', '').toLowerCase() ?? '';
    const found = call.ws
      .get(Pipelines)
      .list()
      .filter(({ spec }) => spec.name.toLowerCase().includes(wanted));
    const { items, ...paging } = page(found, call.query, 'max_results', 25);
    return { statuses: items.map((pipeline) => status(call, pipeline)), ...paging };
  },
  [`GET ${PIPELINES}/:id`]: (call) => {
    const pipeline = named(call);
    const { spec, last_modified } = pipeline;
    return { ...status(call, pipeline), spec, last_modified };
  },
  [`PUT ${PIPELINES}/:id`]: (call) => {
    const pipeline = named(call);
    checkName(call, pipeline.pipeline_id);
    call.ws.get(Pipelines).keep({
      ...pipeline,
      run_as_user_name: runAs(call) ?? pipeline.run_as_user_name,
      spec: pipelineSettings(
        pipeline.pipeline_id,
        call.body,
        kindOf(call.ws),
        call.ws.catalogNames,
      ),
    });
    return {};
  },
  [`DELETE ${PIPELINES}/:id`]: async (call) => {
    await call.ws.get(Pipelines).remove(named(call));
    return {};
  },
  [`POST ${PIPELINES}/:id/updates`]: (call) => {
    const { body } = call;
    const { update } = call.ws.get(Pipelines).start(named(call), {
      cause: textIn(body, 'cause') ?? 'API_CALL',
      full_refresh: body.full_refresh === true,
      full_refresh_selection: textsIn(body, 'full_refresh_selection'),
      refresh_selection: textsIn(body, 'refresh_selection'),
    });
    return { update_id: update.update_id };
  },
  [`GET ${PIPELINES}/:id/updates`]: (call) => {
    const updates = call.ws.get(Pipelines).updatesOf(named(call).pipeline_id).map(updateView);
    const { items, ...paging } = page(updates, call.query, 'max_results', 25);
    return { updates: items, ...paging };
  },
  [`GET ${PIPELINES}/:id/updates/:update`]: (call) => {
    const { pipeline_id: id } = named(call);
    return { update: updateView(call.ws.get(Pipelines).update(id, call.params.update!)) };
  },
  [`GET ${PIPELINES}/:id/events`]: (call) => events(call, named(call)),
  [`POST ${PIPELINES}/:id/stop`]: async (call) => {
    await call.ws.get(Pipelines).stop(named(call).pipeline_id);
    return {};
  },
};
