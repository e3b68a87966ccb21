import type { JsonObject } from '../../../../../local/api/core/json';
import type { WorkspaceKind } from '../../../../../local/api/core/workspace-kind';
import { validateCompute } from '../../../../../local/api/services/jobs/compute';

const notebook = { task_key: 'a', notebook_task: { notebook_path: '/a' } };
const spec = { environment_version: '4', dependencies: ['a==1'] };
const environments = [{ environment_key: 'e', spec }];
const job = (task: JsonObject = {}, settings: JsonObject = {}): JsonObject => ({
  name: 'j',
  tasks: [{ ...notebook, ...task }],
  ...settings,
});
const check = (settings: JsonObject, kind: WorkspaceKind = 'standard') => {
  validateCompute(settings, kind);
};

describe('compute of a job', () => {
  test.each<[string, JsonObject, WorkspaceKind]>([
    ['a notebook on serverless compute', job(), 'standard'],
    ['in its environment', job({ environment_key: 'e' }, { environments }), 'free'],
    ['on a cluster', job({ job_cluster_key: 'c' }, { job_clusters: [{}] }), 'classic'],
    ['a statement, which has a warehouse', { name: 'j', tasks: [{ sql_task: {} }] }, 'classic'],
    ['a target', job({}, { performance_target: 'STANDARD' }), 'standard'],
  ])('may be: %s', (_what, settings, kind) => {
    expect(() => check(settings, kind)).not.toThrow();
  });

  test.each<[JsonObject, WorkspaceKind, string]>([
    [
      job(),
      'classic',
      'Task a of job j: one of job_cluster_key, new_cluster, or existing_cluster_id must be specified.',
    ],
    [
      job({ job_cluster_key: 'c' }),
      'free',
      'Task a of job j: only serverless compute is supported in the workspace.',
    ],
    [
      job({}, { job_clusters: [{}] }),
      'free',
      'Job j: only serverless compute is supported in the workspace.',
    ],
    [
      job({ environment_key: 'x' }, { environments }),
      'standard',
      'Task a of job j names an environment that is not there: x',
    ],
    [
      job({ environment_key: 'e', job_cluster_key: 'c' }, { environments }),
      'standard',
      'Task a of job j: an environment is for serverless tasks',
    ],
    [
      job({ libraries: [{ pypi: { package: 'a' } }] }),
      'standard',
      'Libraries field is not supported for serverless task a, please specify libraries in environment.',
    ],
    [
      { name: 'j', tasks: [{ task_key: 'a', spark_python_task: {} }] },
      'standard',
      'An environment is required for serverless task a. Please define one using `environments` and `environment_key`.',
    ],
    [
      { name: 'j', tasks: [{ task_key: 'a', spark_submit_task: {} }] },
      'standard',
      'Task a of job j: one of job_cluster_key, new_cluster, or existing_cluster_id must be specified.',
    ],
    [
      job({}, { environments: [{ environment_key: 'e', spec: {} }] }),
      'standard',
      'Environment e of job j: either environment_version or base_environment needs to be provided',
    ],
    [
      job({}, { environments: [...environments, ...environments] }),
      'standard',
      '`environment_key` of job j: must be unique within the job, got e',
    ],
    [
      job({}, { performance_target: 'FAST' }),
      'standard',
      '`performance_target` of job j: must be one of STANDARD, PERFORMANCE_OPTIMIZED, got FAST',
    ],
  ])('%#: is refused', (settings, kind, message) => {
    expect(() => check(settings, kind)).toThrow(message);
  });
});
