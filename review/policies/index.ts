import { accessBeyondModel } from './access-beyond-model';
import { budgetPassed, budgetUnsure } from './budget';
import { columnLost } from './column-lost';
import { continuousCompute } from './continuous-compute';
import { dataDestroyed } from './data-destroyed';
import { idleCompute } from './idle-compute';
import { masksRemoved } from './masks-removed';
import { missingTags } from './missing-tags';
import { personalDataReaders } from './personal-data-readers';
import type { Policy } from './policy';
import { policyFreeCompute } from './policy-free-compute';
import { publicStorage } from './public-storage';
import { resourceForgotten } from './resource-forgotten';
import { retentionLowered } from './retention-lowered';
import { secretInPlan } from './secret-in-plan';

/** The policies of the plan review, in the order in which their findings are listed. */
export const POLICIES: readonly Policy[] = [
  dataDestroyed,
  columnLost,
  accessBeyondModel,
  personalDataReaders,
  masksRemoved,
  publicStorage,
  retentionLowered,
  secretInPlan,
  policyFreeCompute,
  idleCompute,
  continuousCompute,
  budgetPassed,
  budgetUnsure,
  missingTags,
  resourceForgotten,
];
