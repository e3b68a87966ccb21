import { isWithinLimits, rolesOf } from '../access/access-limits';
import type { Policy } from './policy';

export const accessBeyondModel: Policy = {
  name: 'access-beyond-model',
  severity: 'block',
  rule: 'nobody holds more than review/access/access-limits.ts allows the part they play',
  repair: 'Remove the grant, or extend `review/access/access-limits.ts` in the same pull request.',
  check: ({ access, settings }) =>
    access.flatMap(({ principal, kind, on, gains, address }) => {
      const roles = rolesOf(principal, settings);
      const name = on.startsWith(`${settings.catalog}.`)
        ? on.slice(settings.catalog.length + 1)
        : on;
      const beyond = gains.filter((privilege) => !isWithinLimits(roles, kind, name, privilege));
      if (beyond.length === 0) return [];
      const who =
        roles.length > 0 ? `${principal} (${roles.join(', ')})` : `${principal} (no role)`;
      return [{ address, message: `${who} gains ${beyond.join(', ')} on ${kind} ${on}` }];
    }),
};
