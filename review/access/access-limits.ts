import type { LakehouseSettings } from '../../environments/settings';

/** Roles of principals in the access model. */
export type Role = 'owners' | 'data engineers' | 'analysts' | 'call readers' | 'jobs';

/** The most that a role may hold on objects of a kind. */
interface Limit {
  readonly role: Role;
  readonly kinds: readonly string[];
  /** Of names without their catalog. @default - any */
  readonly names?: RegExp;
  readonly privileges: readonly string[];
}

const COMPUTE = ['sql_endpoint', 'cluster_policy'];
const READ_IN_UI = ['CAN_VIEW', 'CAN_READ', 'CAN_RUN'];

/**
 * Limits of the access model. constructs/governance/access-model.ts declares the grants; these limits
 * are a second, independent list. A plan that grants more is blocked until both change in one review.
 */
const LIMITS: readonly Limit[] = [
  {
    role: 'owners',
    kinds: ['catalog', 'schema', 'table', 'volume', 'storage_credential', 'external_location'],
    privileges: ['OWNER'],
  },
  // a deployment changes the columns of tables that jobs own, and reads none of their rows
  {
    role: 'owners',
    kinds: ['table'],
    names: /^(silver\.|gold\.deal_features$)/,
    privileges: ['MODIFY'],
  },
  { role: 'data engineers', kinds: ['catalog'], privileges: ['USE_CATALOG'] },
  {
    role: 'data engineers',
    kinds: ['schema'],
    names: /^(bronze|silver)$/,
    privileges: ['ALL_PRIVILEGES'],
  },
  // what was deployed, and how pipelines, their data, tables and the model do, nothing else of ops
  { role: 'data engineers', kinds: ['schema'], names: /^ops$/, privileges: ['USE_SCHEMA'] },
  {
    role: 'data engineers',
    kinds: ['table'],
    names:
      /^ops\.(pipeline_runs|quality_results|rescued_data|table_health|erasures|model_drift|model_accuracy)$/,
    privileges: ['SELECT'],
  },
  {
    role: 'data engineers',
    kinds: ['volume'],
    names: /^ops\.deployments$/,
    privileges: ['READ_VOLUME'],
  },
  {
    role: 'data engineers',
    kinds: ['job'],
    // a run's parameters, which its caller may set, name the groups that see more than others
    names: /^(?!governance$)/,
    privileges: ['CAN_VIEW', 'CAN_MANAGE_RUN'],
  },
  { role: 'data engineers', kinds: ['job', 'directory', 'pipeline'], privileges: READ_IN_UI },
  { role: 'data engineers', kinds: ['dashboard', 'sql_query'], privileges: READ_IN_UI },
  { role: 'data engineers', kinds: ['sql_alert', 'alert'], privileges: READ_IN_UI },
  { role: 'data engineers', kinds: ['sql_endpoint'], privileges: ['CAN_USE', 'CAN_MONITOR'] },
  { role: 'data engineers', kinds: ['serving_endpoint'], privileges: ['CAN_VIEW', 'CAN_QUERY'] },
  { role: 'data engineers', kinds: ['experiment', 'registered_model'], privileges: READ_IN_UI },
  // which versions there are
  { role: 'data engineers', kinds: ['model'], names: /^gold\./, privileges: ['EXECUTE'] },
  { role: 'analysts', kinds: ['catalog'], privileges: ['USE_CATALOG'] },
  { role: 'analysts', kinds: ['schema'], names: /^gold$/, privileges: ['SELECT', 'USE_SCHEMA'] },
  { role: 'analysts', kinds: ['table'], names: /^gold\./, privileges: ['SELECT'] },
  { role: 'analysts', kinds: ['function', 'model'], names: /^gold\./, privileges: ['EXECUTE'] },
  { role: 'analysts', kinds: ['sql_endpoint'], privileges: ['CAN_USE'] },
  { role: 'analysts', kinds: ['dashboard', 'sql_query', 'sql_alert'], privileges: READ_IN_UI },
  { role: 'analysts', kinds: ['serving_endpoint'], privileges: ['CAN_VIEW', 'CAN_QUERY'] },
  { role: 'call readers', kinds: ['catalog'], privileges: ['USE_CATALOG'] },
  { role: 'call readers', kinds: ['schema'], names: /^gold$/, privileges: ['USE_SCHEMA'] },
  { role: 'call readers', kinds: ['sql_endpoint'], privileges: ['CAN_USE'] },
  // what a dashboard shows, each has to be granted
  { role: 'call readers', kinds: ['dashboard'], privileges: ['CAN_READ'] },
  { role: 'jobs', kinds: ['catalog'], privileges: ['USE_CATALOG'] },
  {
    role: 'jobs',
    kinds: ['schema'],
    privileges: [
      'CREATE_FUNCTION',
      'CREATE_MATERIALIZED_VIEW',
      'CREATE_MODEL',
      'CREATE_MODEL_VERSION',
      'CREATE_TABLE',
      'EXECUTE',
      'USE_SCHEMA',
    ],
  },
  { role: 'jobs', kinds: ['table'], privileges: ['MODIFY', 'SELECT'] },
  // constraints, cluster keys and aliases are set by the owner alone
  {
    role: 'jobs',
    kinds: ['table'],
    names: /^(silver\.|gold\.deal_features$)/,
    privileges: ['OWNER'],
  },
  { role: 'jobs', kinds: ['model'], names: /^gold\./, privileges: ['OWNER'] },
  { role: 'jobs', kinds: ['model', 'function'], privileges: ['EXECUTE', 'APPLY_TAG'] },
  { role: 'jobs', kinds: ['model'], privileges: ['CREATE_MODEL_VERSION'] },
  { role: 'jobs', kinds: ['volume'], privileges: ['READ_VOLUME'] },
  // landed files of calls are removed with what they say
  {
    role: 'jobs',
    kinds: ['volume'],
    names: /^(ops\.|bronze\.landing$)/,
    privileges: ['WRITE_VOLUME'],
  },
  { role: 'jobs', kinds: ['external_location'], privileges: ['READ_FILES'] },
  { role: 'jobs', kinds: COMPUTE, privileges: ['CAN_USE'] },
  { role: 'jobs', kinds: ['directory'], privileges: ['CAN_READ', 'CAN_RUN'] },
  { role: 'jobs', kinds: ['serving_endpoint'], privileges: ['CAN_QUERY', 'CAN_MANAGE'] },
  { role: 'jobs', kinds: ['experiment'], privileges: ['CAN_EDIT', 'CAN_MANAGE'] },
  { role: 'jobs', kinds: ['job', 'pipeline', 'alert_v2'], privileges: ['RUN_AS'] },
];

/** Entitlements that every principal of the model may hold: they open the workspace, and no data. */
const ENTITLEMENTS = ['DATABRICKS_SQL_ACCESS', 'USER', 'WORKSPACE_ACCESS', 'WORKSPACE_CONSUME'];

/** Returns whether a privilege is an entitlement that a principal of the model may hold. */
export function isEntitled(
  principal: string,
  kind: string,
  privilege: string,
  settings: LakehouseSettings,
): boolean {
  const groups = [settings.reviewersGroup, settings.piiReadersGroup];
  const isOfModel = rolesOf(principal, settings).length > 0 || groups.includes(principal);
  return kind === 'workspace' && ENTITLEMENTS.includes(privilege) && isOfModel;
}

/** The roles of a principal, by the settings of its environment. */
export function rolesOf(principal: string, settings: LakehouseSettings): Role[] {
  const { callReadersGroup = 'account users' } = settings;
  const names: readonly (readonly [Role, readonly (string | undefined)[]])[] = [
    ['owners', [settings.ownersGroup]],
    ['data engineers', [settings.dataEngineersGroup]],
    ['analysts', [settings.analystsGroup]],
    [
      'call readers',
      // everyone is called otherwise by the permissions of a workspace's objects
      callReadersGroup === 'account users' ? [callReadersGroup, 'users'] : [callReadersGroup],
    ],
    ['jobs', [settings.jobsPrincipalName, settings.jobsPrincipalId]],
  ];
  return names.filter(([, known]) => known.includes(principal)).map(([role]) => role);
}

/** Returns whether one of the roles may hold a privilege. @param name without the catalog */
export function isWithinLimits(
  roles: readonly Role[],
  kind: string,
  name: string,
  privilege: string,
): boolean {
  return LIMITS.some(
    (limit) =>
      roles.includes(limit.role) &&
      limit.kinds.includes(kind) &&
      (limit.names?.test(name) ?? true) &&
      (limit.privileges.includes(privilege) ||
        // which all privileges do not include
        (privilege !== 'MANAGE' && limit.privileges.includes('ALL_PRIVILEGES'))),
  );
}
