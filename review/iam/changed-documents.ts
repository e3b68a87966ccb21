import { Hidden, isSame, type Json } from '../../rules/plan-values';
import type { Change } from '../plan/change';
import type { ReviewedPlan } from '../plan/reviewed-plan';
import { attributesOf, triageOf } from '../triage/triage';

/** Kinds of policy documents: of a resource, of the trust in a role, of an identity. */
export type DocumentKind = 'resource' | 'trust' | 'identity';

/** A policy document that a plan declares. */
export interface ChangedDocument {
  readonly change: Change;
  readonly attribute: string;
  readonly kind: DocumentKind;
  readonly before: Json;
  readonly after: Json;
  readonly isChanged: boolean;
}

/** The policy documents of a resource after the plan. */
export function documentsOf(change: Change): ChangedDocument[] {
  const { type, before: old, after } = change;
  if (after === undefined) return [];
  return attributesOf(type, 'document').flatMap(({ path: attribute, rule }): ChangedDocument[] => {
    const [before, now] = [old?.[attribute] ?? null, after[attribute] ?? null];
    if (now === null || now === '') return [];
    const isChanged = !isSame(before, now);
    return [{ change, attribute, kind: rule as DocumentKind, before, after: now, isChanged }];
  });
}

/**
 * Returns whether an unknown document is that of a new resource: one that the plan creates, or that
 * belongs to one which it creates.
 */
export function isOfNewResource(
  { change, attribute }: ChangedDocument,
  plan: ReviewedPlan,
): boolean {
  if (plan.isFirstDeployment) return true;
  if (change.action !== 'create') return false;
  // the document of a bucket, a key or a queue is part of it
  if (triageOf(change.type)?.is.access === undefined) return true;
  const parents = Object.keys(change.after ?? {})
    .filter((name) => name !== attribute)
    .flatMap((name) => plan.referenced(change.address, [name]) ?? []);
  return parents.length > 0 && parents.every(({ action }) => action === 'create');
}

/** Returns whether a document cannot be seen, and may be another than before. */
export function isUnseen({ after, isChanged }: ChangedDocument): boolean {
  return after instanceof Hidden && isChanged;
}
