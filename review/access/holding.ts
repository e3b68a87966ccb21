import {
  type Body,
  Hidden,
  hiddenIn,
  isSame,
  type Json,
  textOf,
  UNKNOWN,
} from '../../rules/plan-values';
import type { Change } from '../plan/change';
import type { ReviewedPlan } from '../plan/reviewed-plan';
import type { PrincipalNames } from './principal-names';

/** The privileges of one principal on one securable or workspace object, by one resource. */
export interface Holding {
  /** The name of a group or a user; the display name of a service principal if the plan has it. */
  readonly principal: string;
  /** `table`, `schema`, `job`, ... */
  readonly kind: string;
  /** The full name of a securable, the name of an object. */
  readonly on: string;
  /** Privileges of a securable, the level of an object, roles, entitlements, `OWNER`, `MEMBER`. */
  readonly privileges: readonly string[];
  readonly address: string;
}

export type Side = 'before' | 'after';

/** A resource that gives access, on one side of the plan. */
export interface AccessSource {
  readonly plan: ReviewedPlan;
  readonly change: Change;
  readonly side: Side;
  /** The body on that side. */
  readonly body: Body;
  readonly names: PrincipalNames;
}

export type HoldingsReader = (source: AccessSource) => Holding[];

/** The attribute of the other side. */
export function otherSide({ change, side }: AccessSource, attribute: string): Json | undefined {
  return change[side === 'before' ? 'after' : 'before']?.[attribute];
}

/**
 * Returns whether a hidden value counts on this side. One that stays the same counts on both, and
 * so changes nothing. One that changes counts after the plan only: any principal may gain.
 */
export function counts({ side }: AccessSource, value: Json, others: readonly Json[]): boolean {
  return side === 'after' || others.some((other) => isSame(value, other));
}

/** The holding of a list that is hidden as a whole: any principal may hold anything. */
export function hiddenHoldings(
  source: AccessSource,
  attribute: string,
  kind: string,
  on: string,
): Holding[] {
  const value = source.body[attribute] ?? null;
  if (!counts(source, value, [otherSide(source, attribute) ?? null])) return [];
  const label = labelOf(hiddenIn(value));
  return [{ principal: label, kind, on, privileges: [label], address: source.change.address }];
}

/** The text for a value that cannot be shown. */
export function labelOf(value: Json | undefined): string {
  return value instanceof Hidden ? value.label : UNKNOWN.label;
}

/** Returns whether a text contains the label of a hidden value. */
export function isLabel(text: string): boolean {
  return text.includes('(sensitive)') || text.includes('(known after');
}

/** Privileges as text; hidden ones as their label. */
export function labels(privileges: Json | undefined): string[] {
  if (privileges instanceof Hidden) return [privileges.label];
  if (!Array.isArray(privileges)) return (privileges ?? null) === null ? [] : [UNKNOWN.label];
  return privileges.map((name) => textOf(name)).sort();
}
