/**
 * Definitions of cluster policies, compared by what they permit (Databricks documentation, "Compute
 * policy reference").
 */
import { isObject } from '../../rules/json';

interface Rule {
  readonly type?: string;
  readonly value?: unknown;
  readonly values?: readonly unknown[];
  readonly minValue?: number;
  readonly maxValue?: number;
}

/** A path of a definition that permits more than before. */
export interface Loosened {
  readonly path: string;
  readonly message: string;
  /** Set for the runtime version: it changes with each upgrade. */
  readonly isRuntime: boolean;
}

/** The paths that permit more; undefined where a definition cannot be read. */
export function loosened(before: string, after: string): Loosened[] | undefined {
  const [old, now] = [parse(before), parse(after)];
  if (old === undefined || now === undefined) return undefined;
  return Object.entries(old).flatMap(([path, rule]): Loosened[] => {
    const is = now[path];
    if (includes(rule, is)) return [];
    const change = is === undefined ? `no longer limits ${path}` : `permits more for ${path}`;
    const message = `${change}: was ${JSON.stringify(rule)}, becomes ${JSON.stringify(is ?? null)}`;
    return [{ path, message, isRuntime: path.endsWith('spark_version') && is !== undefined }];
  });
}

function parse(text: string): Record<string, Rule> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? (value as Record<string, Rule>) : undefined;
  } catch {
    return undefined;
  }
}

/** Returns whether a rule permitted before all that another permits after. */
function includes(before: Rule, after: Rule | undefined): boolean {
  if (before.type === 'unlimited' || after?.type === 'forbidden') return true;
  if (after === undefined) return false;
  switch (before.type) {
    case 'fixed':
      return after.type === 'fixed' && same(after.value, before.value);
    case 'allowlist': {
      const values = after.type === 'fixed' ? [after.value] : after.values;
      const isList = after.type === 'fixed' || after.type === 'allowlist';
      return isList && (values ?? []).every((value) => has(before.values, value));
    }
    case 'blocklist':
      return (
        after.type === 'blocklist' &&
        (before.values ?? []).every((value) => has(after.values, value))
      );
    case 'range':
      return after.type === 'fixed'
        ? isWithin(before, Number(after.value), Number(after.value))
        : after.type === 'range' &&
            isWithin(before, after.minValue ?? -Infinity, after.maxValue ?? Infinity);
    default:
      return same(before, after);
  }
}

function isWithin(
  { minValue = -Infinity, maxValue = Infinity }: Rule,
  min: number,
  max: number,
): boolean {
  return min >= minValue && max <= maxValue;
}

function has(values: readonly unknown[] | undefined, value: unknown): boolean {
  return (values ?? []).some((one) => same(one, value));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
