/** Access control lists as the state has them: direct permissions by `<type>/<id>`. */
import type { Collection, State } from '../../../core/state';

/** A permission of one principal. */
export interface AclEntry {
  readonly user_name?: string;
  readonly group_name?: string;
  readonly service_principal_name?: string;
  readonly permission_level: string;
}

export interface Acl {
  readonly entries: readonly AclEntry[];
}

export function acls(state: State): Collection<Acl> {
  return state.collection('object_permissions');
}

/** The principal of an entry. */
export function principalOf(entry: Omit<AclEntry, 'permission_level'>): string {
  return entry.user_name || entry.group_name || entry.service_principal_name || '';
}
