import { accessBeyondModel } from './access-beyond-model';
import { accessGained } from './access-gained';
import { accessWidened } from './access-widened';
import { actionInvoked } from './action-invoked';
import { budgetPassed, budgetUnsure } from './budget';
import { changeFeedOff } from './change-feed-off';
import { changedOutside } from './changed-outside';
import { checkFailed } from './check-failed';
import { cloudAccess } from './cloud-access';
import { columnLost } from './column-lost';
import { continuousCompute } from './continuous-compute';
import { dataDestroyed } from './data-destroyed';
import { idleCompute } from './idle-compute';
import { masksRemoved } from './masks-removed';
import { missingTags } from './missing-tags';
import { outputExposed } from './output-exposed';
import { personalDataReaders } from './personal-data-readers';
import { personalDataUnprotected } from './personal-data-unprotected';
import { planIncomplete } from './plan-incomplete';
import type { Policy } from './policy';
import { policyFreeCompute } from './policy-free-compute';
import { protectionLowered } from './protection-lowered';
import { publicStorage } from './public-storage';
import { resourceForgotten } from './resource-forgotten';
import { retentionLowered } from './retention-lowered';
import { secretChanged } from './secret-changed';
import { secretInPlan } from './secret-in-plan';
import { unclassifiedChange } from './unclassified-change';

/** The policies of the plan review, in the order in which their findings are listed. */
export const POLICIES: readonly Policy[] = [
  dataDestroyed,
  columnLost,
  accessBeyondModel,
  accessGained,
  personalDataReaders,
  personalDataUnprotected,
  accessWidened,
  cloudAccess,
  masksRemoved,
  publicStorage,
  protectionLowered,
  retentionLowered,
  secretInPlan,
  changeFeedOff,
  resourceForgotten,
  changedOutside,
  checkFailed,
  actionInvoked,
  outputExposed,
  policyFreeCompute,
  idleCompute,
  continuousCompute,
  budgetPassed,
  unclassifiedChange,
  planIncomplete,
  secretChanged,
  budgetUnsure,
  missingTags,
];
