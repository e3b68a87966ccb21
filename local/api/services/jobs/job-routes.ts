/** Jobs API: jobs, in versions 2.0 to 2.2 alike. */
import { invalidParameter } from '../../core/errors';
import { type JsonObject, objectIn, objectsIn, textsIn } from '../../core/json';
import { type Call, isTrue, type Routes } from '../../core/routes';
import { kindOf } from '../../core/workspace-kind';
import { type AclEntry, acls } from '../workspace/permissions/acl';
import { validateCompute } from './compute';
import { Engine } from './engine';
import type { Job } from './model';
import { JOB_LIMITS, jobsPage } from './paging';
import { completeSettings, validateSettings } from './settings';
import { jobView } from './views';

const JOBS = '/api/{2.0,2.1,2.2}/jobs';

function jobId(call: Call): unknown {
  const id = call.query.job_id ?? call.body.job_id;
  if (id === undefined) throw invalidParameter('Missing required field: job_id');
  return id;
}

function keep(call: Call, job: Omit<Job, 'settings'>, given: JsonObject): void {
  const { access_control_list: access, ...settings } = completeSettings(given);
  validateSettings(settings, call.ws.principals);
  validateCompute(settings, kindOf(call.ws));
  const { ws } = call;
  ws.state.collection<Job>('jobs').set(job.job_id, { ...job, settings });
  if (Array.isArray(access)) {
    const given = access as AclEntry[];
    const hasOwner = given.some((entry) => entry.permission_level === 'IS_OWNER');
    const owner = { user_name: job.creator_user_name, permission_level: 'IS_OWNER' };
    acls(ws.state).set(`jobs/${job.job_id}`, { entries: hasOwner ? given : [...given, owner] });
  }
  ws.get(Engine).triggers.refresh(ws.get(Engine).job(job.job_id));
}

/** Merges lists by a key: entries of `changes` replace or follow those of `present`. */
function mergeByKey(
  present: JsonObject,
  changes: JsonObject,
  [list, key]: readonly [list: string, key: string],
): JsonObject[] {
  const merged = new Map(objectsIn(present, list).map((item) => [item[key], item]));
  for (const change of objectsIn(changes, list)) merged.set(change[key], change);
  return [...merged.values()];
}

/** Lists whose entries a change replaces by their key. */
const KEYED_LISTS = [
  ['tasks', 'task_key'],
  ['job_clusters', 'job_cluster_key'],
] as const;

function update(call: Call): JsonObject {
  const job = call.ws.get(Engine).job(jobId(call));
  const changes = objectIn(call.body, 'new_settings');
  const settings: Record<string, unknown> = { ...job.settings, ...changes };
  for (const keyed of KEYED_LISTS) {
    const [list] = keyed;
    if (changes[list]) settings[list] = mergeByKey(job.settings, changes, keyed);
  }
  for (const path of textsIn(call.body, 'fields_to_remove')) {
    const [field, key] = path.split('/') as [string, string | undefined];
    if (key === undefined) delete settings[field];
    else {
      settings[field] = objectsIn(settings, field).filter(
        (item) => item.task_key !== key && item.job_cluster_key !== key,
      );
    }
  }
  keep(call, job, settings);
  return {};
}

export const jobRoutes: Routes = {
  [`POST ${JOBS}/create`]: (call) => {
    const id = call.ws.state.nextId();
    const job = {
      job_id: id,
      creator_user_name: call.principal.name,
      created_time: Date.now(),
      run_count: 0,
    };
    keep(call, job, call.body);
    return { job_id: id };
  },
  [`POST ${JOBS}/reset`]: (call) => {
    keep(call, call.ws.get(Engine).job(jobId(call)), objectIn(call.body, 'new_settings'));
    return {};
  },
  [`POST ${JOBS}/update`]: update,
  [`POST ${JOBS}/delete`]: async (call) => {
    await call.ws.get(Engine).remove(call.ws.get(Engine).job(jobId(call)));
    return {};
  },
  [`GET ${JOBS}/get`]: (call) => jobView(call.ws.get(Engine).job(jobId(call))),
  [`GET ${JOBS}/list`]: (call) => {
    const { ws, query } = call;
    const name = query.name?.toLowerCase();
    const found = ws.state
      .collection<Job>('jobs')
      .values()
      .filter((job) => name === undefined || job.settings.name.toLowerCase() === name)
      .sort((a, b) => b.created_time - a.created_time);
    const { items, paging } = jobsPage(call, found, JOB_LIMITS);
    const jobs = items.map((job) => jobView(job, isTrue(query.expand_tasks)));
    return { ...(jobs.length > 0 ? { jobs } : {}), ...paging };
  },
};
