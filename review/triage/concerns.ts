import { isSame, type Json } from '../../rules/plan-values';
import { isEmpty } from '../changes/attribute-changes';
import type { Change } from '../plan/change';
import { matters } from './rules';
import { type Concern, triageOf } from './triage';
import { differ, type Values, valuesAt } from './values';

/** Returns whether a change shortens the time that data or history is retained. */
export function isRetention({ concern, rule, path }: ChangedConcern): boolean {
  const isLower = rule === 'lower' || rule === 'lower0';
  return concern === 'data' && isLower && /(retention|retain|backtrack|recovery)/.test(path);
}

/** A change to an attribute that matters by the triage. */
export interface ChangedConcern {
  readonly path: string;
  readonly concern: Concern | 'unclassified';
  readonly values: Values;
  /** The rule of the triage. @default - any change matters */
  readonly rule?: string;
}

/** Several policies ask for the concerns of each change. */
const known = new WeakMap<Change, readonly ChangedConcern[]>();

/** Changes to the attributes of an updated or replaced resource, by what they mean. */
export function changedConcerns(change: Change): readonly ChangedConcern[] {
  const found = known.get(change) ?? findConcerns(change);
  known.set(change, found);
  return found;
}

function findConcerns({ type, before, after }: Change): ChangedConcern[] {
  if (before === undefined || after === undefined) return [];
  const attributes = triageOf(type)?.attributes;
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name): ChangedConcern[] => {
    if (isSame(before[name], after[name]) || bothEmpty(before[name], after[name])) return [];
    const triages = attributes?.get(name);
    if (triages === undefined) {
      return [{ path: name, concern: 'unclassified', values: valuesAt(before, after, name) }];
    }
    return triages.flatMap(({ path, concern, rule }) => {
      const values = valuesAt(before, after, path);
      const isRelevant = concern === 'document' ? differ(values) : matters(rule, values);
      return isRelevant ? [{ path, concern, values, ...(rule !== undefined && { rule }) }] : [];
    });
  });
}

function bothEmpty(before: Json | undefined, after: Json | undefined): boolean {
  return isEmpty(before ?? null) && isEmpty(after ?? null);
}
