import type { LakehouseSettings } from '../../environments/settings';
import type { AccessChange } from '../access/access-changes';
import type { Holding } from '../access/holdings';
import type { CostComparison } from '../cost/cost';
import type { Change } from '../plan/change';
import type { ReviewedPlan } from '../plan/reviewed-plan';
import type { Sources } from '../sources';

/** `block` stops a change until it is overridden with a reason; `warn` is information for the reader. */
export type Severity = 'block' | 'warn';

/** The kind of stack that a plan is of: an environment of this project, or any other stack. */
export type Scope = 'lakehouse' | 'other';

/** The input of a policy. Stable: fields are added, never renamed or removed (docs/guides/plan-review.md). */
export interface PolicyContext {
  readonly plan: ReviewedPlan;
  /** Resources that are created, changed, replaced or destroyed. */
  readonly changes: readonly Change[];
  readonly settings: LakehouseSettings;
  readonly holdings: Readonly<Record<'before' | 'after', readonly Holding[]>>;
  readonly access: readonly AccessChange[];
  /** The estimated cost of the stack. */
  readonly cost: CostComparison;
  /** The deployed files' contents before and after. @default - only their hashes are known */
  readonly sources?: Sources;
}

/** One violation of a policy. */
export interface Violation {
  readonly address: string;
  /** The effect of the change, in one sentence without a final period. */
  readonly message: string;
  /** @default - the severity of the policy */
  readonly severity?: Severity;
  /**
   * The part of the resource: an attribute, a principal, a column. With the policy and the address
   * it makes the finding's id, which stays the same from one review to the next.
   * @default - the resource
   */
  readonly subject?: string;
  /** @default - the repair that the policy suggests */
  readonly repair?: string;
}

/** A rule of the plan review. Adding one: docs/guides/plan-review.md. */
export interface Policy {
  /** In kebab-case; the name in `--override`, and the anchor of its section in the documentation. */
  readonly name: string;
  readonly severity: Severity;
  /** The rule and its reason, in one sentence. */
  readonly rule: string;
  /**
   * The stacks that the policy applies to: `lakehouse` for a policy that needs the settings of an
   * environment, `other` for one that replaces it where there are none.
   * @default - all stacks
   */
  readonly scope?: Scope;
  /** A suggested repair: one sentence in the imperative. */
  readonly repair: string;
  /**
   * The page that documents the policy.
   * @default - the section of this name in docs/guides/plan-review.md
   */
  readonly documentation?: string;
  readonly check: (context: PolicyContext) => Violation[];
}

/** Returns true if the resource is declared after the plan, created or changed by it. */
export function isDeclared({ action }: Change): boolean {
  return action === 'create' || action === 'update' || action === 'replace';
}
