import { textOf } from '../../rules/plan-values';
import { PERMISSION_IDS } from './resource-types';
import { EMBEDDED } from './struct-path';

/** A body as the REST API has it. */
export type ApiBody = Record<string, unknown>;

/**
 * Lists that the API names in the plural and the Terraform provider in the singular (databricks-sdk-go,
 * service/jobs and service/pipelines; the provider's jobs/resource_job.go and
 * pipelines/resource_pipeline.go).
 */
const SINGULAR: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  databricks_job: {
    tasks: 'task',
    job_clusters: 'job_cluster',
    environments: 'environment',
    parameters: 'parameter',
    libraries: 'library',
  },
  databricks_pipeline: {
    clusters: 'cluster',
    libraries: 'library',
    notifications: 'notification',
  },
};

/** The names of attributes as the provider has them, also in paths: `tasks[0].x` is `task[0].x`. */
export function attributeName(type: string, name: string): string {
  return SINGULAR[type]?.[name] ?? name;
}

/** A body of a bundle's resource as the Terraform provider has it. */
export function providerBody(type: string, group: string, body: ApiBody): ApiBody {
  if (type === 'databricks_permissions') return permissions(group, body);
  if (type === 'databricks_grants') return grants(body);
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [attributeName(type, name), value]),
  );
}

/**
 * The list that a resource consists of, each element by a function; any other value, such as one that is not
 * known yet, as it is. Earlier versions of the CLI name the list after the resource.
 */
function embedded(body: ApiBody, earlier: string, each: (element: ApiBody) => ApiBody): unknown {
  const list = body[EMBEDDED] ?? body[earlier] ?? [];
  if (!Array.isArray(list)) return list;
  return list.map((element: unknown) =>
    typeof element === 'object' && element !== null ? each(element as ApiBody) : element,
  );
}

function permissions(group: string, body: ApiBody): ApiBody {
  return {
    [PERMISSION_IDS[group] ?? 'object_id']: body.object_id,
    access_control: embedded(body, 'permissions', ({ level, permission_level, ...principal }) => ({
      ...principal,
      permission_level: permission_level ?? level,
    })),
  };
}

function grants(body: ApiBody): ApiBody {
  return {
    [textOf(body.securable_type ?? 'securable')]: body.full_name,
    grant: embedded(body, 'grants', ({ principal, privileges }) => ({ principal, privileges })),
  };
}
