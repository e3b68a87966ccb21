import type { RuleContract, SetRuleContract } from './table';

/**
 * The rules that more than one table needs. A candidate row holds what was parsed, mostly still
 * as text, so predicates cast for themselves and hold before and after the real cast alike.
 */

/** How far the clock of a source may be ahead, where an environment does not say. */
export const CLOCK_SKEW_MINUTES = 15;

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

/**
 * The column is null, or no later than its document arrived, but for the allowance for clocks that
 * an environment sets. What a document says of the future would win over all that is said later.
 * The time of arrival is compared with, not that of the check: a record is judged alike whenever
 * silver is built. A value that is no time is for the rule about its type.
 */
export function notFuture(column: string): RuleContract {
  return {
    name: `${column}_not_future`,
    severity: 'drop',
    message: `${column} is more than :clock_skew_minutes minutes after the document arrived`,
    expression:
      `coalesce(try_cast(${column} as timestamp) ` +
      '<= ingested_at + make_dt_interval(0, 0, :clock_skew_minutes), true)',
    columns: [column, 'ingested_at'],
    version: 1,
  };
}

/** The rule, only counted: a record that breaks it enters its table all the same. */
export function warning(rule: RuleContract): RuleContract {
  return { ...rule, severity: 'warn' };
}

/**
 * The key stands for one content: within a batch, and over time. To send a record again is no
 * fault, and a correction is none either, so both only show how often contents differ.
 */
export function oneContent(key: string): SetRuleContract[] {
  return [
    {
      kind: 'one_content_in_batch',
      name: `${key}_one_content_in_batch`,
      severity: 'warn',
      message: `another record with this ${key} and another content came in the same batch`,
      columns: [key],
      version: 1,
    },
    {
      kind: 'one_content_over_time',
      name: `${key}_one_content_over_time`,
      severity: 'warn',
      message: `this ${key} came before, with another content`,
      columns: [key],
      version: 1,
    },
  ];
}

/** The column is null, or the table it leads to has a row for it: by now, whatever came first. */
export function refersTo(column: string, table: string, key: string = column): SetRuleContract {
  return {
    kind: 'reference',
    name: `${column}_refers`,
    severity: 'warn',
    message: `${column} is not in ${table}`,
    columns: [column],
    references: { table, column: key },
    version: 1,
  };
}

/** A record that says that its row is deleted says when: records that say otherwise are weighed by it. */
export function deletionDated(): RuleContract {
  return {
    name: 'deletion_dated',
    severity: 'drop',
    message: 'a deletion does not say when: updated_at is missing or not a timestamp',
    expression: 'try_cast(updated_at as timestamp) is not null',
    columns: ['updated_at'],
    version: 1,
  };
}
