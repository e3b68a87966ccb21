/** Conditions of alerts, and their evaluation on the result of a query. */
import { invalidParameter, requireString } from '../../core/errors';
import { type JsonObject, objectIn, textIn } from '../../core/json';

export type AlertState = 'OK' | 'TRIGGERED' | 'UNKNOWN';

/** The part of a result that an alert reads. */
export interface QueryResult {
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<ReadonlyArray<string | null>>;
}

type Value = number | string | boolean;

/** A condition that `checkCondition` accepted. */
export interface Condition {
  readonly op: string;
  readonly operand: { readonly column: { readonly name: string } };
  readonly threshold?: {
    readonly value?: {
      readonly double_value?: number;
      readonly string_value?: string;
      readonly bool_value?: boolean;
    };
  };
  readonly empty_result_state?: AlertState;
}

const COMPARISONS: Readonly<Record<string, (value: Value, threshold: Value) => boolean>> = {
  GREATER_THAN: (value, threshold) => value > threshold,
  GREATER_THAN_OR_EQUAL: (value, threshold) => value >= threshold,
  LESS_THAN: (value, threshold) => value < threshold,
  LESS_THAN_OR_EQUAL: (value, threshold) => value <= threshold,
  EQUAL: (value, threshold) => value === threshold,
  NOT_EQUAL: (value, threshold) => value !== threshold,
};
const IS_NULL = 'IS_NULL';
/** An operator of alerts with a schedule alone. */
export const IS_NOT_NULL = 'IS_NOT_NULL';
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
  [IS_NOT_NULL]: 'is not null',
};

/** The value that a condition compares with; undefined where it has none. */
export function thresholdOf(condition: Condition): Value | undefined {
  const value = condition.threshold?.value ?? {};
  return value.double_value ?? value.string_value ?? value.bool_value;
}

/** @throws ApiError for a condition that cannot be evaluated */
export function checkCondition(condition: JsonObject | undefined): void {
  if (!condition) throw invalidParameter('Missing required field: condition');
  const operators = [...Object.keys(COMPARISONS), IS_NULL];
  const operator = textIn(condition, 'op');
  if (operator === undefined || !operators.includes(operator)) {
    throw invalidParameter(
      `\`condition.op\`: must be one of ${operators.join(', ')}, got ${operator}`,
    );
  }
  requireString(objectIn(objectIn(condition, 'operand'), 'column'), 'name');
  const threshold = objectIn(objectIn(condition, 'threshold'), 'value');
  const given = THRESHOLDS.filter((kind) => threshold[kind] !== undefined);
  if (operator !== IS_NULL && given.length !== 1) {
    throw invalidParameter(
      `\`condition.threshold.value\`: must have one of ${THRESHOLDS.join(', ')}, got ${given.join(', ') || 'none'}`,
    );
  }
  const empty: unknown = condition.empty_result_state;
  if (empty !== undefined && !STATES.some((state) => state === empty)) {
    throw invalidParameter(
      `\`condition.empty_result_state\`: must be one of ${STATES.join(', ')}, got ${typeof empty === 'string' ? empty : JSON.stringify(empty)}`,
    );
  }
}

/** The value of the column in the first row; undefined without a row. */
export function valueOf(condition: Condition, result: QueryResult): string | null | undefined {
  const { name } = condition.operand.column;
  const at = result.columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
  if (at < 0) {
    throw invalidParameter(
      `Query of the alert: must have the column ${name}, got ${result.columns.join(', ')}`,
    );
  }
  return result.rows[0]?.[at];
}

/** Returns the state of an alert by the first row of its query's result. */
export function evaluate(condition: Condition, result: QueryResult): AlertState {
  const text = valueOf(condition, result);
  if (text === undefined) return condition.empty_result_state ?? 'UNKNOWN';
  if (condition.op === IS_NULL) return text === null ? 'TRIGGERED' : 'OK';
  if (condition.op === IS_NOT_NULL) return text === null ? 'OK' : 'TRIGGERED';
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
