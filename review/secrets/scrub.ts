import { Hidden, type Json } from '../../rules/plan-values';
import type { Change } from '../plan/change';
import { withoutSecrets } from './secret-value';

/** Shorter values appear in other texts by chance. */
const SHORTEST = 6;

/**
 * A report without secrets in any of its texts: those that have the shape of one, and those that are hidden in
 * the plan and repeated in a name or an address.
 */
export function scrub<T>(report: T, changes: readonly Change[]): T {
  const all = JSON.stringify(report);
  const repeated = [...hiddenTexts(changes)]
    .filter((text) => text.length >= SHORTEST && all.includes(JSON.stringify(text).slice(1, -1)))
    .sort((a, b) => b.length - a.length);
  return scrubbed(report, (text) =>
    repeated.reduce(
      (shown, secret) => shown.replaceAll(secret, '(sensitive)'),
      withoutSecrets(text),
    ),
  ) as T;
}

function scrubbed(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((item) => scrubbed(item, clean));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [clean(name), scrubbed(item, clean)]),
  );
}

function hiddenTexts(changes: readonly Change[]): Set<string> {
  const texts = new Set<string>();
  const collect = (value: Json | undefined): void => {
    if (value instanceof Hidden) value.addTexts(texts);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  for (const { before, after } of changes) {
    collect(before);
    collect(after);
  }
  return texts;
}
