import { blocks } from '../../rules/compute';
import { type Body, Hidden, hiddenIn, isSame, type Json, textOf } from '../../rules/plan-values';
import { isEmpty } from '../changes/attribute-changes';
import { type AccessSource, type Holding, isLabel, labelOf, labels } from './holding';
import { nameOf } from './principal-names';

/** Attributes that entitle a principal to something in the workspace. */
const ENTITLEMENTS = [
  'allow_cluster_create',
  'allow_instance_pool_create',
  'databricks_sql_access',
  'workspace_access',
  'workspace_consume',
];

/** Attributes with the id of the principal of a role, an entitlement or an assignment. */
const PRINCIPAL_IDS = ['user_id', 'group_id', 'service_principal_id', 'principal_id'];
const PRINCIPAL_NAMES = ['user_name', 'group_name', 'service_principal_name'];

/** The name of a group that the plan does not declare, and that no data source names. */
export const UNDECLARED_GROUP = 'a group that the plan does not declare';

/** Holdings of `databricks_group_member`. */
export function membership(source: AccessSource): Holding[] {
  const { plan, change, body, names } = source;
  const group = body.group_id ?? null;
  const known = typeof group === 'string' ? plan.withId(group, 'databricks_group') : undefined;
  const referenced = plan.referenced(change.address, ['group_id']);
  const name =
    known?.display_name ?? (typeof group !== 'string' && referenced && nameOf(referenced));
  const on = typeof name === 'string' ? name : `${UNDECLARED_GROUP} (${idOf(group)})`;
  const principal = names.ofIdIn(change, body, 'member_id') ?? labelOf(body.member_id);
  return visible(source, [{ principal, kind: 'group', on, privileges: ['MEMBER'] }]);
}

/** Holdings of roles of the account, and of instance profiles. */
export function role(source: AccessSource): Holding[] {
  const { body } = source;
  const isProfile = 'instance_profile_id' in body;
  const kind = isProfile ? 'instance_profile' : 'account';
  const value = (isProfile ? body.instance_profile_id : body.role) ?? null;
  const privileges = [textOf(value)];
  const on = isProfile ? privileges[0]! : 'account';
  return visible(source, [{ principal: principalOf(source), kind, on, privileges }]);
}

/** Holdings of `databricks_permission_assignment` and `databricks_mws_permission_assignment`. */
export function assignment(source: AccessSource): Holding[] {
  const { workspace_id: workspace, permissions } = source.body;
  const on =
    typeof workspace === 'number' || typeof workspace === 'string' ? workspace : 'workspace';
  const principal = principalOf(source);
  return visible(source, [
    { principal, kind: 'workspace', on: String(on), privileges: labels(permissions) },
  ]);
}

/** Holdings of entitlements: a resource for them alone, or attributes of a principal. */
export function entitlements(source: AccessSource): Holding[] {
  const { change, body } = source;
  const principal =
    change.type === 'databricks_entitlements' ? principalOf(source) : nameOfSide(source);
  const privileges = ENTITLEMENTS.filter(
    (name) => body[name] === true || body[name] instanceof Hidden,
  ).map((name) => name.toUpperCase());
  if (privileges.length === 0) return [];
  return visible(source, [{ principal, kind: 'workspace', on: 'workspace', privileges }]);
}

/** Holdings of `databricks_access_control_rule_set`. */
export function ruleSet(source: AccessSource): Holding[] {
  const { body, change, names } = source;
  const rules = body.grant_rules;
  const on = textOf(body.name ?? change.name);
  const hidden = hiddenIn(rules);
  if (hidden) {
    return visible(source, [
      { principal: hidden.label, kind: 'rule_set', on, privileges: [hidden.label] },
    ]);
  }
  return visible(
    source,
    blocks(rules).flatMap(({ principals, role: name }) =>
      labels(principals).map((principal) => ({
        principal: names.ofName(principal.replace(/^(users|groups|servicePrincipals)\//, '')),
        kind: 'rule_set',
        on,
        privileges: [textOf(name)],
      })),
    ),
  );
}

/** Holdings of `databricks_secret_acl`. */
export function secretAcl(source: AccessSource): Holding[] {
  const { principal, scope, permission } = source.body;
  return visible(source, [
    {
      principal:
        typeof principal === 'string' ? source.names.ofName(principal) : labelOf(principal),
      kind: 'secret_scope',
      on: typeof scope === 'string' ? scope : labelOf(scope),
      privileges: [textOf(permission)],
    },
  ]);
}

/** Holdings of the principal that manages a new secret scope. */
export function scopeManager(source: AccessSource): Holding[] {
  const { initial_manage_principal: manager = null, name } = source.body;
  if (manager === null || manager === '') return [];
  const principal = typeof manager === 'string' ? manager : labelOf(manager);
  const on = typeof name === 'string' ? name : source.change.name;
  return visible(source, [{ principal, kind: 'secret_scope', on, privileges: ['MANAGE'] }]);
}

/** Holdings of the recipients of a share, on what it contains. */
export function shareObjects(source: AccessSource): Holding[] {
  const { body, change } = source;
  const principal = `recipients of ${typeof body.name === 'string' ? body.name : change.name}`;
  const hidden = hiddenIn(body.object);
  if (hidden) {
    return visible(source, [
      { principal, kind: 'share', on: change.name, privileges: [hidden.label] },
    ]);
  }
  return visible(
    source,
    blocks(body.object).map((object) => ({
      principal,
      kind:
        typeof object.data_object_type === 'string'
          ? object.data_object_type.toLowerCase()
          : 'object',
      on: typeof object.name === 'string' ? object.name : labelOf(object.name),
      privileges: ['SHARE', ...sharedParts(object)],
    })),
  );
}

/** The limits and the extent of a shared object: a change of one of them shares more or less. */
function sharedParts(object: Body): string[] {
  return ['partition', 'history_data_sharing_status', 'cdf_enabled', 'start_version', 'content']
    .filter((name) => !isEmpty(object[name] ?? null))
    .map((name) => `SHARE ${name} ${JSON.stringify(object[name])}`);
}

/** Holdings with the address; those of changed hidden values count after the plan only. */
function visible(source: AccessSource, holdings: Omit<Holding, 'address'>[]): Holding[] {
  const { change, side } = source;
  const { address, before, after } = change;
  const isChanged = before !== undefined && after !== undefined && !isSame(before, after);
  return holdings
    .filter(
      ({ principal, on, privileges }) =>
        !(side === 'before' && isChanged && [principal, on, ...privileges].some(isLabel)),
    )
    .map((holding) => ({ ...holding, address }));
}

function principalOf({ change, body, names }: AccessSource): string {
  for (const attribute of PRINCIPAL_IDS) {
    const name = names.ofIdIn(change, body, attribute);
    if (name !== undefined) return name;
  }
  const named = PRINCIPAL_NAMES.map((name) => body[name] ?? null).find((name) => name !== null);
  return typeof named === 'string' && named !== '' ? names.ofName(named) : labelOf(named);
}

function nameOfSide({ change, body }: AccessSource): string {
  const { user_name: user, display_name: display } = body;
  if (typeof user === 'string') return user;
  return typeof display === 'string' ? display : change.name;
}

function idOf(group: Json): string {
  return textOf(group);
}
