import type { LakehouseSettings } from '../../environments/settings';
import type { AccessChange } from '../access/access-changes';
import type { Holding } from '../access/holdings';
import type { CostComparison } from '../cost/cost';
import type { Change } from '../plan/change';
import type { ReviewedPlan } from '../plan/reviewed-plan';
import type { Sources } from '../sources';

/** `block` stops a change until it is overridden with a reason; `warn` is for the reader. */
export type Severity = 'block' | 'warn';

/** What a policy has to judge by. */
export interface PolicyContext {
  readonly plan: ReviewedPlan;
  /** Resources that are made, changed, replaced or destroyed. */
  readonly changes: readonly Change[];
  readonly settings: LakehouseSettings;
  readonly holdings: Readonly<Record<'before' | 'after', readonly Holding[]>>;
  readonly access: readonly AccessChange[];
  /** What the stack is estimated to cost. */
  readonly cost: CostComparison;
  /** The deployed files' contents before and after. @default - only their hashes are known */
  readonly sources?: Sources;
}

/** One thing that a policy does not let pass. */
export interface Violation {
  readonly address: string;
  /** What would happen, in one sentence without a final period. */
  readonly message: string;
}

/** A rule of the plan review. Adding one: docs/plan-review.md. */
export interface Policy {
  /** In kebab-case; what `--override` names. */
  readonly name: string;
  readonly severity: Severity;
  /** What the rule is there for: what a reader of a finding asks next. */
  readonly rule: string;
  readonly check: (context: PolicyContext) => Violation[];
}

/** Whether a plan leaves the resource declared as it makes or changes it. */
export function isDeclared({ action }: Change): boolean {
  return action === 'create' || action === 'update' || action === 'replace';
}
