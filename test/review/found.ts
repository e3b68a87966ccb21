/** Findings of small plans, as `policy: message`. */
import type { LakehouseSettings } from '../../environments/settings';
import type { ResourceChange, TerraformPlan } from '../../review/plan/terraform-plan';
import { reviewPlan } from '../../review/review-plan';
import { planOf, resource, settings } from './plan-of';

export type Body = Record<string, unknown>;

/** The findings of a plan, blocking ones first. */
export function found(plan: TerraformPlan, more: Partial<LakehouseSettings> = {}): string[] {
  const { findings } = reviewPlan(plan, { settings: { ...settings, ...more } });
  return findings.map(({ policy, message, severity }) =>
    severity === 'block' ? `${policy}: ${message}` : `(${policy}): ${message}`,
  );
}

/** The findings of a plan that creates a resource in a deployed lakehouse. */
export const created = (address: string, body: Body): string[] =>
  found(planOf(resource(address, null, body)));

/** The findings of a plan that changes a resource in place. */
export const changed = (
  address: string,
  before: Body,
  after: Body,
  more: Partial<ResourceChange['change']> = {},
): string[] => found(planOf(resource(address, before, after, more)));

/** The findings of a plan that deletes a resource. */
export const deleted = (address: string, body: Body): string[] =>
  found(planOf(resource(address, body, null)));
