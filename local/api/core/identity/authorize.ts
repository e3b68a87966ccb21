/** Check of actions that only admins or owners may do. */
import { permissionDenied } from '../errors';
import type { Principal, Principals } from './principals';

/** Actions that a caller can be refused. */
export type Action = 'manage_identities' | 'manage_tokens' | 'see_statement' | 'use';

/** Object of an action: its type, and its name or owner. */
export interface Securable {
  readonly type: string;
  readonly name: string;
  /** Principal that may act on it beside the admins. */
  readonly owner?: string;
}

const ADMIN_ONLY: ReadonlySet<Action> = new Set(['manage_identities', 'manage_tokens']);

/** Answers silently where `principal` may do `action` to `securable`, and throws 403 where not. */
export function authorize(
  principals: Principals,
  principal: Principal,
  action: Action,
  securable: Securable,
): void {
  if (principals.isAdmin(principal)) return;
  const isOwner = securable.owner === undefined || securable.owner === principal.name;
  if (!ADMIN_ONLY.has(action) && isOwner) return;
  throw permissionDenied(
    `${principal.name} does not have permission to ${action.replaceAll('_', ' ')}: ${securable.type} ${securable.name}`,
  );
}
