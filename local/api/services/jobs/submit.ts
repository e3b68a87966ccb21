/**
 * One-time runs: a run without a job.
 *
 * Source: REST reference, Jobs, "Create and trigger a one-time run". The run has the id of a job that the
 * Jobs API does not know; its type is SUBMIT_RUN.
 */
import { invalidParameter } from '../../core/errors';
import { type JsonObject, textIn } from '../../core/json';
import { omit } from '../../core/omit';
import type { Call } from '../../core/routes';
import { kindOf } from '../../core/workspace-kind';
import { validateCompute } from './compute';
import { Engine } from './engine';
import type { Job } from './model';
import { completeSettings, validateSettings } from './settings';

const TOKEN_LENGTH = 64;

/** Key of the task of a request in the single-task form. */
const ONLY_TASK = 'main';

/** Fields of the single-task form that belong to its task. */
const TASK_FIELDS = ['existing_cluster_id', 'new_cluster', 'libraries'];

/** Converts the single-task form of older versions. */
function withTasks(body: JsonObject): JsonObject {
  if (body.tasks !== undefined) return body;
  const isOfTask = (field: string): boolean =>
    field.endsWith('_task') || TASK_FIELDS.includes(field);
  const fields = Object.entries(body);
  const ofTask = fields.filter(([field]) => isOfTask(field));
  if (ofTask.length === 0) throw invalidParameter('Missing required field: tasks');
  return {
    ...Object.fromEntries(fields.filter(([field]) => !isOfTask(field))),
    tasks: [{ task_key: ONLY_TASK, ...Object.fromEntries(ofTask) }],
  };
}

/** Starts a one-time run. */
export function submit({ ws, principal, body }: Call): JsonObject {
  const request = withTasks(body);
  const token = textIn(request, 'idempotency_token');
  if (request.access_control_list !== undefined) {
    throw invalidParameter(
      '`access_control_list`: must be absent in the local workspace, got a list',
    );
  }
  if (token !== undefined && token.length > TOKEN_LENGTH) {
    throw invalidParameter(
      `\`idempotency_token\`: must have at most ${TOKEN_LENGTH} characters, got ${token.length}`,
    );
  }
  const name = textIn(request, 'run_name') ?? 'Untitled';
  const settings = completeSettings({ ...omit(request, 'run_name', 'idempotency_token'), name });
  validateSettings(settings, ws.principals);
  validateCompute(settings, kindOf(ws));
  if ((settings.tasks ?? []).length === 0) throw invalidParameter('Missing required field: tasks');
  const job: Job = {
    job_id: ws.state.nextId(),
    creator_user_name: principal.name,
    created_time: Date.now(),
    settings,
    run_count: 0,
  };
  const run = ws.get(Engine).submit(job, {
    trigger: 'ONE_TIME',
    creator: principal.name,
    idempotencyToken: token,
  });
  return { run_id: run.run_id };
}
