/** The review of a plan, as planning, applying and looking for drift need it. */
import { resolve } from 'node:path';

import { PROJECT } from '../client/home';
import type { LakehouseSettings } from '../environments/settings';
import { readPlan } from '../review/plan/read-plan';
import { externalPolicies } from '../review/policies/external-policies';
import { isBlocking, type Override } from '../review/policies/findings';
import { markdown } from '../review/report/markdown';
import type { Report } from '../review/report/report';
import { reviewPlan } from '../review/review-plan';
import { documentationBase } from './documentation';
import { gitSources } from './git-sources';
import { withPlanErrors } from './plan-errors';

export interface PlanReview {
  readonly report: Report;
  readonly markdown: string;
  /** The policies that block the plan. */
  readonly blockedBy: readonly string[];
}

export interface PlanReviewOptions {
  readonly settings: LakehouseSettings;
  readonly overrides: readonly Override[];
  /**
   * The commit that is deployed, whose files are compared with those of the checkout.
   * @default - only the files' hashes are
   */
  readonly base?: string;
}

/** Half of the longest comment on a pull request: two reviews fit into one. */
const LONGEST = 30_000;

/** @param plan what `terraform show -json` printed */
export function reviewOf(plan: string, options: PlanReviewOptions): PlanReview {
  const { settings, overrides, base } = options;
  return withPlanErrors(() => {
    const sources = base === undefined ? undefined : gitSources(base);
    const read = readPlan(Buffer.from(plan), 'the plan');
    const folder = settings.reviewPolicies;
    const report = reviewPlan(read, {
      settings,
      overrides,
      sources,
      policies: folder === undefined ? [] : externalPolicies(resolve(PROJECT, folder)),
      documentationBase: documentationBase(process.env),
    });
    const blocking = report.findings.filter(isBlocking).map(({ policy }) => policy);
    return {
      report,
      markdown: markdown(report, { limit: LONGEST }),
      blockedBy: [...new Set(blocking)],
    };
  });
}
