import type { Condition, Statement } from './document';

/**
 * The statements that give more than a document gave before: each `Allow` that no earlier one
 * includes, and each `Deny` that is missing.
 */
export function widened(before: readonly Statement[], after: readonly Statement[]): string[] {
  const gained = after
    .filter(({ effect }) => effect === 'Allow')
    .filter((statement) => !before.some((earlier) => includes(earlier, statement)));
  const lost = before
    .filter(({ effect }) => effect === 'Deny')
    .filter(
      (statement) => !after.some((later) => later.effect === 'Deny' && includes(later, statement)),
    );
  return [
    ...gained.map((statement) => `allows ${summary(statement)}`),
    ...lost.map((statement) => `no longer denies ${summary(statement)}`),
  ];
}

/** A statement in short: its actions, resources and principals. */
export function summary(statement: Statement): string {
  const { actions, isNotAction, resources, isNotResource, principals, isNotPrincipal } = statement;
  const short = (names: readonly string[]): string =>
    names.length > 4
      ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`
      : names.join(', ');
  const names = Object.values(principals ?? {}).flat();
  return [
    `${isNotAction ? 'all actions but ' : ''}${short(actions)}`,
    ...(resources.length > 0 ? [`on ${isNotResource ? 'all but ' : ''}${short(resources)}`] : []),
    ...(names.length > 0 ? [`to ${isNotPrincipal ? 'all but ' : ''}${short(names)}`] : []),
  ].join(' ');
}

/** Returns whether a statement applies wherever another does. */
function includes(wide: Statement, narrow: Statement): boolean {
  return (
    wide.effect === narrow.effect &&
    wide.isNotPrincipal === narrow.isNotPrincipal &&
    wide.isNotAction === narrow.isNotAction &&
    wide.isNotResource === narrow.isNotResource &&
    includesPrincipals(wide, narrow) &&
    includesAll(wide.actions, narrow.actions, wide.isNotAction, true) &&
    includesAll(wide.resources, narrow.resources, wide.isNotResource, false) &&
    wide.conditions.every((condition) =>
      narrow.conditions.some((one) => isSameCondition(condition, one)),
    )
  );
}

function includesPrincipals(wide: Statement, narrow: Statement): boolean {
  const [left, right] = [flat(wide.principals), flat(narrow.principals)];
  return wide.isNotPrincipal
    ? left.every((name) => right.includes(name))
    : right.every((name) => left.includes(name));
}

function flat(principals: Statement['principals']): string[] {
  return Object.entries(principals ?? {}).flatMap(([type, names]) =>
    names.map((name) => JSON.stringify([type, name])),
  );
}

function includesAll(
  wide: readonly string[],
  narrow: readonly string[],
  isNegated: boolean,
  ignoreCase: boolean,
): boolean {
  const [all, some] = isNegated ? [narrow, wide] : [wide, narrow];
  return some.every((name) => all.some((pattern) => matches(pattern, name, ignoreCase)));
}

/** Matches `*` and `?` in time that grows with the length of the texts, and no faster. */
function matches(pattern: string, name: string, ignoreCase: boolean): boolean {
  const [p, t] = ignoreCase ? [pattern.toLowerCase(), name.toLowerCase()] : [pattern, name];
  let [i, j, star, mark] = [0, 0, -1, 0];
  while (j < t.length) {
    if (p[i] === '*') {
      [star, mark] = [i, j];
      i += 1;
    } else if (i < p.length && (p[i] === t[j] || (p[i] === '?' && t[j] !== '*'))) {
      i += 1;
      j += 1;
    } else if (star >= 0) {
      mark += 1;
      [i, j] = [star + 1, mark];
    } else {
      return false;
    }
  }
  return /^\**$/.test(p.slice(i));
}

function isSameCondition(a: Condition, b: Condition): boolean {
  return (
    a.operator === b.operator &&
    a.key === b.key &&
    JSON.stringify([...a.values].sort()) === JSON.stringify([...b.values].sort())
  );
}
