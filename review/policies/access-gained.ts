import type { Policy, Severity } from './policy';

/** Groups that hold everyone, in a workspace or an account. */
const EVERYONE = /^(?:users|account users|all users|allusers|allauthenticatedusers|\*)$/i;
/** Privileges that give access to others, or have all others. */
const ADMINISTRATIVE =
  /^(?:ALL[ _]?PRIVILEGES|MANAGE|OWN|OWNER|OWNERSHIP|IS_OWNER|CAN_MANAGE|MANAGE_ALLOWLIST|ADMIN|.*known after apply.*|.*sensitive.*)$/i;

export const accessGained: Policy = {
  name: 'access-gained',
  severity: 'warn',
  rule: 'a reviewer of a stack without an access model sees each principal that gains access; full control, and access for everyone, stop the plan',
  repair: 'Grant the least privileges that are needed, to a group that is not everyone.',
  scope: 'other',
  check: ({ access }) =>
    access
      .filter(({ gains }) => gains.length > 0)
      .map(({ principal, kind, on, gains, address }) => ({
        address,
        subject: `${principal} on ${kind} ${on}`,
        severity: severityOf(principal, gains),
        message: `${principal} gains ${gains.join(', ')} on ${kind} ${on}`,
      })),
};

function severityOf(principal: string, gains: readonly string[]): Severity {
  const isBroad = EVERYONE.test(principal) || /known after apply|sensitive/.test(principal);
  return isBroad || gains.some((privilege) => ADMINISTRATIVE.test(privilege)) ? 'block' : 'warn';
}
