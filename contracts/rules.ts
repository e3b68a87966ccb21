import type { RuleContract } from './table';

/**
 * The rules that more than one table needs. A candidate row holds what was parsed, mostly still
 * as text, so predicates cast for themselves and hold before and after the real cast alike.
 */

/** The column that the parser sets where a document is not JSON of the feed's shape. */
export const MALFORMED = '_malformed';

/** The document could be parsed. */
export function wellFormed(): RuleContract {
  return {
    name: 'well_formed',
    severity: 'drop',
    message: 'the document is not valid JSON of the declared shape',
    expression: `not ${MALFORMED}`,
    columns: [MALFORMED],
    version: 1,
  };
}

/** The column has a value, and not only blanks. */
export function present(column: string): RuleContract {
  return {
    name: `${column}_present`,
    severity: 'drop',
    message: `${column} is missing or blank`,
    expression: `coalesce(trim(${column}), '') <> ''`,
    columns: [column],
    version: 1,
  };
}

/** The column has a value, and it can be cast. */
export function casts(column: string, type: string): RuleContract {
  return {
    name: `${column}_valid`,
    severity: 'drop',
    message: `${column} is missing or not a ${type.toLowerCase()}`,
    expression: `try_cast(${column} as ${type.toLowerCase()}) is not null`,
    columns: [column],
    version: 1,
  };
}

/** The column is null or can be cast. */
export function castsIfPresent(column: string, type: string): RuleContract {
  return {
    ...casts(column, type),
    message: `${column} is not a ${type.toLowerCase()}`,
    expression: `${column} is null or try_cast(${column} as ${type.toLowerCase()}) is not null`,
  };
}

/** The column is one of the known values. */
export function oneOf(column: string, values: readonly string[]): RuleContract {
  return {
    name: `${column}_known`,
    severity: 'drop',
    message: `${column} is not one of ${values.join(', ')}`,
    expression: `${column} in (${values.map((v) => `'${v}'`).join(', ')})`,
    columns: [column],
    version: 1,
  };
}

/** The column is null or a number within the bounds. NaN sorts above every number, so it fails. */
export function withinIfPresent(column: string, low: number, high: number): RuleContract {
  return {
    name: `${column}_in_range`,
    severity: 'drop',
    message: `${column} is not a number from ${low} to ${high}`,
    expression: `${column} is null or try_cast(${column} as double) between ${low} and ${high}`,
    columns: [column],
    version: 1,
  };
}
