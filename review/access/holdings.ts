import type { LakehouseSettings } from '../../environments/settings';
import type { Change } from '../plan/change';
import type { ReviewedPlan } from '../plan/reviewed-plan';
import { grants, legacyGrants } from './grants';
import type { Holding, HoldingsReader, Side } from './holding';
import {
  assignment,
  entitlements,
  membership,
  role,
  ruleSet,
  scopeManager,
  secretAcl,
  shareObjects,
} from './memberships';
import { ownership, runAs } from './ownership';
import { permissions } from './permissions';
import { PrincipalNames } from './principal-names';

export type { Holding, Side } from './holding';

/** The reader of each type that gives access to principals. */
const READERS: Readonly<Record<string, HoldingsReader>> = {
  databricks_grants: grants,
  databricks_grant: grants,
  databricks_sql_permissions: legacyGrants,
  databricks_permissions: permissions,
  databricks_group_member: membership,
  databricks_group_role: role,
  databricks_user_role: role,
  databricks_service_principal_role: role,
  databricks_group_instance_profile: role,
  databricks_user_instance_profile: role,
  databricks_permission_assignment: assignment,
  databricks_mws_permission_assignment: assignment,
  databricks_entitlements: entitlements,
  databricks_user: entitlements,
  databricks_group: entitlements,
  databricks_service_principal: entitlements,
  databricks_access_control_rule_set: ruleSet,
  databricks_secret_acl: secretAcl,
  databricks_secret_scope: scopeManager,
  databricks_share: shareObjects,
  databricks_share_pluginframework: shareObjects,
};

/** Types whose access the holdings contain. */
export const HELD_TYPES: ReadonlySet<string> = new Set(Object.keys(READERS));

/**
 * The holdings by all resources, before a plan or after it.
 * @param changes the resources to read, such as those that were changed outside of terraform
 */
export function holdingsOf(
  plan: ReviewedPlan,
  side: Side,
  settings: LakehouseSettings,
  changes: readonly Change[] = plan.resources,
): Holding[] {
  const names = new PrincipalNames(plan, settings);
  return changes.flatMap((change) => {
    // imported access exists, and no review has seen it
    if (change.importedId !== undefined && side === 'before') return [];
    // a forgotten resource leaves the state, and its grants exist as before
    const at = change.action === 'forget' ? 'before' : side;
    const body = change[at];
    if (!body) return [];
    const source = { plan, change, side: at, body, names };
    return [
      ...(READERS[change.type]?.(source) ?? []),
      ...(change.type.startsWith('databricks_') ? [...ownership(source), ...runAs(source)] : []),
    ];
  });
}
