import { isNumber, trimmed } from './readings';
import type { RuleContract, SetRuleContract } from './table';

/**
 * The rules that more than one table needs. A candidate row holds what was parsed, mostly still
 * as text, so predicates cast for themselves and hold before and after the real cast alike.
 */

/** The default time that the clock of a source may be ahead. */
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

/** The column has a value, and not only white space. */
export function present(column: string): RuleContract {
  return {
    name: `${column}_present`,
    severity: 'drop',
    message: `${column} is missing or blank`,
    expression: `coalesce(${trimmed(column)}, '') <> ''`,
    columns: [column],
    version: 2,
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
    // the cast alone takes what JSON does not: hexadecimal, and a suffix such as 1d
    expression:
      `${column} is null or (${isNumber(`cast(${column} as string)`)} ` +
      `and try_cast(${column} as double) between ${low} and ${high})`,
    columns: [column],
    version: 2,
  };
}

/** The column is null, or the type holds it as it was sent: nothing of it is rounded. */
export function fitsIfPresent(column: string, type: string): RuleContract {
  const exact = `try_cast(${column} as decimal(38,18))`;
  const cast = `try_cast(${column} as ${type.toLowerCase()})`;
  return {
    name: `${column}_fits`,
    severity: 'drop',
    message: `${column} has more digits than a ${type.toLowerCase()} holds`,
    // as a double a fraction of more than 18 digits still differs
    expression:
      `${column} is null or ${cast} is null or ` +
      `(${exact} = ${cast} and try_cast(${column} as double) = cast(${cast} as double))`,
    columns: [column],
    version: 1,
  };
}

/**
 * The id is null or has its digits as they were sent. `from_json` writes a number with a fraction or
 * an exponent by way of a double, so that two long ids would become one: 7.782342274025937E19.
 */
export function exactId(column: string): RuleContract {
  return {
    name: `${column}_exact`,
    severity: 'drop',
    message: `${column} is a floating-point number, whose digits may be lost: send it as text`,
    expression: `${column} is null or not (${column} rlike '^-?[0-9][.][0-9]+E-?[0-9]+$')`,
    columns: [column],
    version: 1,
  };
}

/** The column is null or a whole number; what is behind the point is cut. */
export function wholeIfPresent(column: string): RuleContract {
  return {
    name: `${column}_whole`,
    severity: 'warn',
    message: `${column} is not a whole number: the fraction is cut`,
    expression: `${column} is null or try_cast(${column} as bigint) is not null`,
    columns: [column],
    version: 1,
  };
}

/** The column is null or has no white space around it: a name that is part of a key. */
export function unpadded(column: string): RuleContract {
  return {
    name: `${column}_unpadded`,
    severity: 'drop',
    message: `${column} has white space around it`,
    expression: `${column} is null or ${column} = ${trimmed(column)}`,
    columns: [column],
    version: 1,
  };
}

/**
 * The id has no character that makes it look like another: an invisible one, a combining mark on a
 * Latin letter, a full-width form, or letters of Latin beside Greek or Cyrillic. Ids are compared
 * character by character and never changed, so that such ids are two: the count reports them.
 */
export function unmistakable(column: string): RuleContract {
  // backslashes twice: a literal of SQL takes one of two
  const patterns = [
    '[\\\\p{Cc}\\\\p{Cf}\\\\p{Z}&&[^ ]]',
    '[a-zA-Z]\\\\p{M}',
    '[\\\\x{ff01}-\\\\x{ff5e}]',
    '(?s)^(?=.*\\\\p{IsLatin}).*[\\\\p{IsCyrillic}\\\\p{IsGreek}]',
  ];
  return {
    name: `${column}_unmistakable`,
    severity: 'warn',
    message: `${column} has characters that look like others, or like none`,
    expression: `${column} is null or not (${column} rlike '${patterns.join('|')}')`,
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

/** The column is null, or the referenced table has a row for it, in any order of arrival. */
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
