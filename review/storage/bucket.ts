import { isSame } from '../../rules/plan-values';
import type { Change } from '../plan/change';
import type { ReviewedPlan } from '../plan/reviewed-plan';

/**
 * The bucket of the plan that a resource is part of: by the name, or by reference where that is
 * unknown. Undefined if the expression may refer to another bucket.
 */
export function bucketOf(change: Change, plan: ReviewedPlan): Change | undefined {
  return referredBucket(change, plan, new Set());
}

/** Returns whether two resources are part of one bucket. Unknown buckets are different ones. */
export function isOfSameBucket(one: Change, other: Change, plan: ReviewedPlan): boolean {
  const name = one.after?.bucket ?? null;
  if (name !== null && isSame(name, other.after?.bucket)) return true;
  const bucket = bucketOf(one, plan);
  return bucket !== undefined && bucket === bucketOf(other, plan);
}

/** @param seen addresses on the way here: a plan that refers in circles leads to no bucket */
function referredBucket(change: Change, plan: ReviewedPlan, seen: Set<string>): Change | undefined {
  if (change.type === 'aws_s3_bucket') return change;
  const name = change.after?.bucket ?? null;
  if (name === null || seen.has(change.address)) return undefined;
  seen.add(change.address);
  const named = plan.ofType('aws_s3_bucket').find(({ after }) => isSame(name, after?.bucket));
  if (named !== undefined) return named;
  const found = plan
    .references(change.address, ['bucket'])
    .map((item) => (typeof item === 'string' ? undefined : referredBucket(item, plan, seen)));
  const [bucket, ...others] = new Set(found);
  return others.length === 0 ? bucket : undefined;
}
