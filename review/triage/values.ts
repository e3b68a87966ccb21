import { type Body, Hidden, isSame, type Json } from '../../rules/plan-values';
import { isEmpty } from '../changes/attribute-changes';

/** Values of an attribute before and after a plan: several for an attribute of repeated blocks. */
export interface Values {
  readonly before: readonly Json[];
  readonly after: readonly Json[];
}

/** The values at a path of both bodies, empty ones left out. */
export function valuesAt(before: Body, after: Body, path: string): Values {
  const keys = path.split('.');
  return { before: collect(before, keys), after: collect(after, keys) };
}

/** Returns whether the values differ, in any order. */
export function differ({ before, after }: Values): boolean {
  return before.length !== after.length || added({ before, after }).length > 0;
}

/** Values after the plan that were not among those before. */
export function added({ before, after }: Values): readonly Json[] {
  return after.filter((value) => !before.some((old) => isSame(old, value)));
}

/** Values before the plan that are not among those after. */
export function removed({ before, after }: Values): readonly Json[] {
  return added({ before: after, after: before });
}

function collect(at: Json, keys: readonly string[]): Json[] {
  if (at instanceof Hidden) return [at];
  if (keys.length === 0) return isEmpty(at) ? [] : [at];
  if (Array.isArray(at)) return at.flatMap((item) => collect(item, keys));
  if (typeof at !== 'object' || at === null) return [];
  const [key, ...rest] = keys as [string, ...string[]];
  return collect(at[key] ?? null, rest);
}
