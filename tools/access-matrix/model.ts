/** The access model of a synthesised stack, with what its governance job makes and grants. */
import {
  type DeclaredAccess,
  declaredAccess,
  resolve,
  type Resources,
  type SynthesisedStack,
} from '../../rules/declared-access';

/** An object that privileges are granted on. A view is of type table. */
export interface Securable {
  readonly securable_type: string;
  readonly full_name: string;
  /** The principal that owns it. */
  readonly owner: string;
  /** Read with the rights of its owner; never written. */
  readonly is_view?: boolean;
  /** Number of parameters of a function. */
  readonly takes_values?: number;
}

export interface Model {
  readonly securables: readonly Securable[];
  readonly grants: readonly DeclaredAccess[];
  /** The principal that jobs run as. */
  readonly jobs: string;
  /** The groups of each declared user; the jobs' principal is in none. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** Reads a SQL file by its path below the project. */
export type ReadSql = (path: string) => string;

interface SqlTask {
  readonly file: { readonly path: string };
  readonly parameters: Readonly<Record<string, string>>;
}

const TYPES: Readonly<Record<string, string>> = {
  databricks_catalog: 'catalog',
  databricks_schema: 'schema',
  databricks_sql_table: 'table',
  databricks_volume: 'volume',
};

const MADE = /^create or replace (view|function) ([\w.]+)(?: \((.*?)\)\s*returns)?/gms;
const GRANTED = /'grant (\w+) on (table|function) ([\w.]+) to `%s`',\s*replace\(:(\w+),/g;

/** All that the stack and its governance job declare. */
export function accessModel(stack: SynthesisedStack, read: ReadSql): Model {
  const made = sqlTasks(stack.resource).map((task) => madeBy(task, stack.resource, read));
  return {
    securables: [...declaredSecurables(stack.resource), ...made.flatMap((by) => by.securables)],
    grants: [...declaredAccess(stack), ...made.flatMap((by) => by.grants)],
    jobs: jobsPrincipal(stack.resource),
    groups: membership(stack.resource),
  };
}

function declaredSecurables(resources: Resources): Securable[] {
  return Object.entries(TYPES).flatMap(([type, securable]) =>
    Object.entries(resources[type] ?? {}).map(([id, { owner }]) => ({
      securable_type: securable,
      full_name: resolve(resources, `\${${type}.${id}.id}`),
      owner: resolve(resources, owner as string),
    })),
  );
}

function governanceJob(resources: Resources): Readonly<Record<string, unknown>> {
  const job = resources.databricks_job?.governance;
  if (!job) throw new Error('stack: has no job governance');
  return job;
}

function jobsPrincipal(resources: Resources): string {
  const runAs = governanceJob(resources).run_as as { service_principal_name: string };
  return resolve(resources, runAs.service_principal_name);
}

function sqlTasks(resources: Resources): SqlTask[] {
  const tasks = governanceJob(resources).task as ReadonlyArray<{ sql_task?: SqlTask }>;
  return tasks.flatMap((task) => task.sql_task ?? []);
}

function madeBy(
  task: SqlTask,
  resources: Resources,
  read: ReadSql,
): Pick<Model, 'securables' | 'grants'> {
  const owner = jobsPrincipal(resources);
  const parameter = (name: string): string => resolve(resources, task.parameters[name] ?? '');
  const inCatalog = (name: string): string => `${parameter('catalog')}.${name}`;
  const path = resolve(resources, task.file.path);
  const text = read(path.slice(path.indexOf('/sql/') + 1));
  // functions with a group's name in them are made by a statement within a string
  const statements = text.replaceAll('"create', '\ncreate');
  return {
    securables: [...statements.matchAll(MADE)].map(([, kind, name, parameters]) => ({
      securable_type: kind === 'view' ? 'table' : 'function',
      full_name: inCatalog(name!),
      owner,
      ...(kind === 'view' ? { is_view: true } : { takes_values: countOf(parameters!) }),
    })),
    grants: [...text.matchAll(GRANTED)].map(([, privilege, type, name, to]) => ({
      principal: parameter(to!),
      securable_type: type!,
      full_name: inCatalog(name!),
      privileges: [privilege!.toUpperCase()],
    })),
  };
}

/** The number of parameters in a list of them; types have commas too, within angle brackets. */
function countOf(parameters: string): number {
  let plain = parameters;
  while (/<[^<>]*>/.test(plain)) plain = plain.replace(/<[^<>]*>/g, '');
  return plain.trim() === '' ? 0 : plain.split(',').length;
}

function membership(resources: Resources): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const { group_id: group, member_id: member } of Object.values(
    resources.databricks_group_member ?? {},
  )) {
    // the deploying principal, which the stack does not declare
    if ((member as string).startsWith('${data.')) continue;
    const named = (reference: unknown, attribute: string): string =>
      resolve(resources, (reference as string).replace('.id}', `.${attribute}}`));
    (groups[named(member, 'user_name')] ??= []).push(named(group, 'display_name'));
  }
  return groups;
}
