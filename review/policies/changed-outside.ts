import { accessChanges } from '../access/access-changes';
import { holdingsOf } from '../access/holdings';
import { isQuiet } from '../plan/change';
import { accessBeyondModel } from './access-beyond-model';
import { accessWidened } from './access-widened';
import { changeFeedOff } from './change-feed-off';
import { cloudAccess } from './cloud-access';
import { columnLost } from './column-lost';
import { dataDestroyed } from './data-destroyed';
import { personalDataReaders } from './personal-data-readers';
import type { Policy, PolicyContext, Violation } from './policy';
import { protectionLowered } from './protection-lowered';
import { publicStorage } from './public-storage';
import { retentionLowered } from './retention-lowered';

/** Policies that evaluate a change made outside of terraform too. */
const EVALUATED: readonly Policy[] = [
  dataDestroyed,
  columnLost,
  accessBeyondModel,
  personalDataReaders,
  accessWidened,
  cloudAccess,
  publicStorage,
  protectionLowered,
  retentionLowered,
  changeFeedOff,
];

export const changedOutside: Policy = {
  name: 'changed-outside',
  severity: 'block',
  rule: 'a change made outside of terraform passes the same policies; a plan that reverts it is only a warning',
  repair: 'Revert the change, or bring it into the configuration so that it is reviewed.',
  check: (context) => {
    const { plan } = context;
    const reverted = new Set(
      context.changes.filter((change) => !isQuiet(change)).map(({ address }) => address),
    );
    const drifted = contextOfDrift(context);
    return EVALUATED.flatMap((policy) =>
      policy.check(drifted).map((violation): Violation => {
        const severity = reverted.has(violation.address) ? 'warn' : violation.severity;
        return {
          ...violation,
          severity: severity ?? policy.severity,
          subject: `${policy.name} ${violation.subject ?? ''}`,
          message: `outside of terraform (${policy.name}): ${violation.message}`,
        };
      }),
    ).filter(({ address }) => plan.drift.some((change) => change.address === address));
  },
};

/** The changes outside of terraform, as policies read those of a plan. */
function contextOfDrift(context: PolicyContext): PolicyContext {
  const { plan, settings } = context;
  const changes = plan.drift.filter((change) => !isQuiet(change));
  const holdings = {
    before: holdingsOf(plan, 'before', settings, changes),
    after: holdingsOf(plan, 'after', settings, changes),
  };
  return { ...context, changes, holdings, access: accessChanges(holdings.before, holdings.after) };
}
