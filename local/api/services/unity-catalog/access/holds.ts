/**
 * Checks of a privilege: by ownership of the object, or by grant on the object or a parent. The owner
 * of a parent manages the object and grants on it, but has no other privilege on it ("Manage Unity
 * Catalog object ownership": owners of a schema do not automatically have all privileges on its tables).
 */
import type { AccessTree, Identity, Named } from '../../../core/cluster/statement-access';
import { isApplicable, parentsOf } from './privileges';

/** Parent of all catalogs. Its owner may manage everything; that alone gives no right to read. */
const METASTORE: Named = { securable_type: 'metastore', full_name: '' };

/**
 * Returns true if `identity` has `privilege` on the object. For an absent object only its parents
 * count, so the result does not reveal to a principal without rights if the object exists.
 */
export function holds(
  tree: AccessTree,
  identity: Identity,
  privilege: string,
  on: Named,
  exists = true,
): boolean {
  const owns = (one: Named): boolean => identity.answersTo(tree.ownerOf(one));
  const isAdmin = owns(METASTORE);
  // the rights that neither MANAGE nor ownership of the parent gives
  if (privilege === 'OWNERSHIP') return owns(on) || isAdmin;
  const parents = parentsOf(on.full_name);
  const line = exists ? [on, ...parents] : parents;
  if (exists && owns(on)) return true;
  const ownsParent = parents.some(owns);
  // weaker than the platform: the administrator of a laptop is deployer and reader in one
  if (ownsParent && (isAdmin || !exists)) return true;
  const granted = line.flatMap((holder) => privilegesOf(tree, identity, holder));
  const manages = isAdmin || ownsParent;
  switch (privilege) {
    case 'OWNER':
      return manages || granted.includes('MANAGE');
    case 'BROWSE':
      return manages || granted.some((given) => isApplicable(given, on.securable_type));
    default:
      // neither MANAGE nor ownership is among all privileges
      return granted.includes(privilege) || granted.includes('ALL_PRIVILEGES');
  }
}

/** Returns the privileges of `identity` that are granted on the object itself. */
function privilegesOf(tree: AccessTree, identity: Identity, on: Named): readonly string[] {
  return Object.entries(tree.grantsOn(on)).flatMap(([principal, privileges]) =>
    identity.answersTo(principal) ? privileges : [],
  );
}

/** The same, with the way to the object: USE_CATALOG, and USE_SCHEMA for objects in a schema. */
export function reaches(
  tree: AccessTree,
  identity: Identity,
  privilege: string,
  on: Named,
): boolean {
  return (
    wayTo(on).every((step) => holds(tree, identity, step.privilege, step)) &&
    holds(tree, identity, privilege, on)
  );
}

/** Returns the parents whose USE privilege is needed to reach an object, outermost first. */
export function wayTo(on: Named): Array<Named & { readonly privilege: string }> {
  return parentsOf(on.full_name)
    .map((parent) => ({
      ...parent,
      privilege: parent.securable_type === 'catalog' ? 'USE_CATALOG' : 'USE_SCHEMA',
    }))
    .reverse();
}
