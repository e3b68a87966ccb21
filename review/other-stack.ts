import { dev } from '../environments/dev';
import type { LakehouseSettings } from '../environments/settings';
import type { CostComparison } from './cost/cost';

/** The name of a stack that is no environment of this project. */
export const OTHER_STACK = 'another stack';

/**
 * Settings for the review of any other stack: no name of ours is in them, so that no group, catalog or folder
 * of that stack is taken for one of the lakehouse.
 */
export function otherStackSettings(): LakehouseSettings {
  return {
    ...dev,
    environment: OTHER_STACK,
    region: undefined,
    catalog: '',
    workspaceRoot: '/dev/null',
    ownersGroup: '',
    dataEngineersGroup: '',
    analystsGroup: '',
    reviewersGroup: '',
    piiReadersGroup: '',
    callReadersGroup: '',
    jobsPrincipalName: '',
    jobsPrincipalId: undefined,
    monthlyBudgetUsd: undefined,
    tags: {},
  };
}

/** No estimate: prices and usage are those of the environments of this project. */
export const NO_COST: CostComparison = {
  lines: [],
  before: { dbu: 0, usd: 0, unpriced: 0 },
  after: { dbu: 0, usd: 0, unpriced: 0 },
  notes: [],
  sources: [],
};

export const OTHER_STACK_NOTES: readonly string[] = [
  'No environment of this project has a catalog of this plan: the generic policies apply. The access model, masks, tags, cost and budget are not checked; `--environment` selects an environment.',
];
