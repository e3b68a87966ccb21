/** Changes to grants and owners, as the REST API and SQL both make them. */
import type { Named } from '../../../core/cluster/statement-access';
import { doesNotExist, invalidParameter } from '../../../core/errors';
import type { Principals } from '../../../core/identity/principals';
import { isApplicable, normalizePrivilege, parentsOf } from './privileges';
import type { StateTree } from './tree';

/** Privileges that one principal gains and loses. */
export interface GrantChange {
  readonly principal: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** One privilege that a principal has, and the object that it was granted on. */
export interface EffectiveGrant {
  readonly principal: string;
  readonly privilege: string;
  readonly from: Named;
}

/** The names of privileges that apply to the object, or the error that names one that does not. */
export function applicable(on: Named, privileges: readonly string[]): string[] {
  return privileges.map((given) => {
    const privilege = normalizePrivilege(given);
    if (isApplicable(privilege, on.securable_type)) return privilege;
    throw invalidParameter(
      `Privilege ${privilege} is not applicable to this entity [${on.full_name}:${on.securable_type.toUpperCase()}]`,
    );
  });
}

/** Requires an existing principal for a grant; a revoke needs none. */
export function requirePrincipal(principals: Principals, name: string): void {
  if (principals.isKnown(name)) return;
  throw doesNotExist(`Could not find principal with name ${name}`, 'PRINCIPAL_DOES_NOT_EXIST');
}

/** Adds and removes privileges; returns the grants on the object. */
export function changeGrants(
  tree: StateTree,
  principals: Principals,
  on: Named,
  changes: readonly GrantChange[],
): Record<string, string[]> {
  const granted = Object.fromEntries(
    Object.entries(tree.grantsOn(on)).map(([principal, kept]) => [principal, [...kept]]),
  );
  for (const { principal, add, remove } of changes) {
    if (add.length > 0) requirePrincipal(principals, principal);
    const kept = (granted[principal] ?? []).filter((privilege) => !remove.includes(privilege));
    const privileges = [...new Set([...kept, ...add])].sort();
    if (privileges.length > 0) granted[principal] = privileges;
    else delete granted[principal];
  }
  tree.setGrants(on, granted);
  return granted;
}

/** Returns the privileges on an object: granted on it, or on a parent. */
export function effectiveGrants(tree: StateTree, on: Named): EffectiveGrant[] {
  return [on, ...parentsOf(on.full_name)].flatMap((from) =>
    Object.entries(tree.grantsOn(from)).flatMap(([principal, privileges]) =>
      privileges
        .filter((privilege) => isApplicable(privilege, on.securable_type))
        .map((privilege) => ({ principal, privilege, from })),
    ),
  );
}
