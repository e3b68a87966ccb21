import { Hidden, type Json, textOf } from '../../rules/plan-values';
import { added, differ, removed, type Values } from './values';

/** Returns whether a change of values matters by a rule of the triage (review/triage/README.md). */
export function matters(rule: string | undefined, values: Values): boolean {
  if (!differ(values) && removed(values).length === 0) return false;
  if (values.after.some((value) => value instanceof Hidden)) return true;
  if (rule === undefined) return true;
  if (rule === 'kept') return removed(values).length > 0;
  const bound = /^(lower|raise)(0?)$/.exec(rule);
  if (bound) return passesBound(bound[1] === 'lower', bound[2] === '0', values);
  const isSafe = rule.startsWith('!');
  const named = rule.replace(/^!/, '').split('|');
  const isNamed = (value: Json): boolean => named.includes(textOf(value));
  if (!isSafe) return added(values).some(isNamed);
  // a removed value falls back to the default of the service, which no plan shows
  return (
    added(values).some(
      (value) => !isNamed(value) && (value !== false || values.before.length > 0),
    ) ||
    (values.after.length === 0 && values.before.some(isNamed))
  );
}

/** @param isUnlimited whether 0 and no value mean no limit */
function passesBound(isLower: boolean, isUnlimited: boolean, { before, after }: Values): boolean {
  const limit = ([value]: readonly Json[]): number => {
    if (value !== undefined && !(value === 0 && isUnlimited)) return Number(value);
    if (isUnlimited) return Infinity;
    return NaN;
  };
  if (before.length === 0 && !isUnlimited) return false;
  const [was, is] = [limit(before), limit(after)];
  // not a number: a value that cannot be compared, or no value any more
  return isLower ? !(is >= was) : !(is <= was);
}
