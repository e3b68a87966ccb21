import type { LakehouseSettings } from '../../environments/settings';
import type { AccessChange } from '../access/access-changes';
import { isEntitled, isWithinLimits, rolesOf } from '../access/access-limits';
import type { Policy, Violation } from './policy';

/** A membership gives what the group has: `personal-data-readers` evaluates it. */
const MEMBERSHIP = 'MEMBER';

export const accessBeyondModel: Policy = {
  name: 'access-beyond-model',
  severity: 'block',
  scope: 'lakehouse',
  rule: 'a principal holds no more than review/access/access-limits.ts allows its role: privileges, ownership, roles and entitlements',
  repair: 'Remove the grant, or change the limits in the same pull request.',
  check: ({ access, settings }) => access.flatMap((change) => beyond(change, settings)),
};

function beyond(
  { principal, kind, on, gains, address }: AccessChange,
  settings: LakehouseSettings,
): Violation[] {
  const roles = rolesOf(principal, settings);
  const prefix = `${settings.catalog}.`;
  const name = on.startsWith(prefix) ? on.slice(prefix.length) : on;
  const privileges = gains.filter(
    (privilege) =>
      privilege !== MEMBERSHIP &&
      !isWithinLimits(roles, kind, name, privilege) &&
      !isEntitled(principal, kind, privilege, settings),
  );
  if (privileges.length === 0) return [];
  const who = `${principal} (${roles.join(', ') || 'no role'})`;
  return [
    {
      address,
      subject: `${principal} ${kind} ${on}`,
      message: `${who} gains ${privileges.join(', ')} on ${kind} ${on}`,
    },
  ];
}
