/** The condition of an alert, and what the result of its query makes of it. */
import { invalidParameter, requireString } from '../../core/errors';
import type { Entity } from '../../core/state';

export type AlertState = 'OK' | 'TRIGGERED' | 'UNKNOWN';

/** The part of a result that an alert reads. */
export interface QueryResult {
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<ReadonlyArray<string | null>>;
}

type Value = number | string | boolean;

const COMPARISONS: Readonly<Record<string, (value: Value, threshold: Value) => boolean>> = {
  GREATER_THAN: (value, threshold) => value > threshold,
  GREATER_THAN_OR_EQUAL: (value, threshold) => value >= threshold,
  LESS_THAN: (value, threshold) => value < threshold,
  LESS_THAN_OR_EQUAL: (value, threshold) => value <= threshold,
  EQUAL: (value, threshold) => value === threshold,
  NOT_EQUAL: (value, threshold) => value !== threshold,
};
const IS_NULL = 'IS_NULL';
const STATES: readonly AlertState[] = ['OK', 'TRIGGERED', 'UNKNOWN'];
const THRESHOLDS = ['double_value', 'string_value', 'bool_value'];

/** The operators as a person writes them. */
export const OPERATOR_SIGNS: Readonly<Record<string, string>> = {
  GREATER_THAN: '>',
  GREATER_THAN_OR_EQUAL: '>=',
  LESS_THAN: '<',
  LESS_THAN_OR_EQUAL: '<=',
  EQUAL: '=',
  NOT_EQUAL: '!=',
  [IS_NULL]: 'is null',
};

/** The value that a condition compares with; undefined where it has none. */
export function thresholdOf(condition: Entity): Value | undefined {
  const value: Entity = condition.threshold?.value ?? {};
  return value.double_value ?? value.string_value ?? value.bool_value;
}

/** Throws what is wrong with a condition. */
export function checkCondition(condition: Entity | undefined): void {
  if (!condition) throw invalidParameter('Missing required field: condition');
  const operators = [...Object.keys(COMPARISONS), IS_NULL];
  if (!operators.includes(condition.op)) {
    throw invalidParameter(
      `\`condition.op\`: must be one of ${operators.join(', ')}, got ${condition.op}`,
    );
  }
  requireString(condition.operand?.column ?? {}, 'name');
  const given = THRESHOLDS.filter((kind) => condition.threshold?.value?.[kind] !== undefined);
  if (condition.op !== IS_NULL && given.length !== 1) {
    throw invalidParameter(
      `\`condition.threshold.value\`: must have one of ${THRESHOLDS.join(', ')}, got ${given.join(', ') || 'none'}`,
    );
  }
  const empty = condition.empty_result_state;
  if (empty !== undefined && !STATES.includes(empty)) {
    throw invalidParameter(
      `\`condition.empty_result_state\`: must be one of ${STATES.join(', ')}, got ${empty}`,
    );
  }
}

/** The value of the column in the first row; undefined where there is no row. */
export function valueOf(condition: Entity, result: QueryResult): string | null | undefined {
  const name: string = condition.operand.column.name;
  const at = result.columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
  if (at < 0) {
    throw invalidParameter(
      `Query of the alert: must have the column ${name}, got ${result.columns.join(', ')}`,
    );
  }
  return result.rows[0]?.[at];
}

/** Returns the state of an alert by the first row of its query's result. */
export function evaluate(condition: Entity, result: QueryResult): AlertState {
  const text = valueOf(condition, result);
  if (text === undefined) return condition.empty_result_state ?? 'UNKNOWN';
  if (condition.op === IS_NULL) return text === null ? 'TRIGGERED' : 'OK';
  if (text === null) return 'UNKNOWN';
  const threshold = thresholdOf(condition)!;
  const value = like(threshold, text);
  if (Number.isNaN(value)) return 'UNKNOWN';
  return COMPARISONS[condition.op]!(value, threshold) ? 'TRIGGERED' : 'OK';
}

/** A result's text as a value of the threshold's type. */
function like(threshold: Value, text: string): Value {
  if (typeof threshold === 'number') return text.trim() === '' ? NaN : Number(text);
  return typeof threshold === 'boolean' ? text.toLowerCase() === 'true' : text;
}
