/**
 * If/else tasks.
 *
 * Source: REST reference, Jobs, `condition_task`: EQUAL_TO and NOT_EQUAL compare text ("12.0" is not "12"), the other
 * operators compare numbers. A dependency may name the outcome that it needs.
 */
import { shown } from '../../core/json';
import type { ConditionTask } from './job-settings';
import type { Run, TaskRun } from './model';
import { resolveReferences } from './references';
import { TaskConfigurationError } from './task-settings';

const OF_TEXT: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  EQUAL_TO: (left, right) => left === right,
  NOT_EQUAL: (left, right) => left !== right,
};

const OF_NUMBERS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  GREATER_THAN: (left, right) => left > right,
  GREATER_THAN_OR_EQUAL: (left, right) => left >= right,
  LESS_THAN: (left, right) => left < right,
  LESS_THAN_OR_EQUAL: (left, right) => left <= right,
};

/** Operators of conditions. */
export const CONDITION_OPERATORS = [...Object.keys(OF_TEXT), ...Object.keys(OF_NUMBERS)];

/** Evaluates the condition of a task; sets its operands and its outcome on it. */
export function runCondition(run: Run, task: TaskRun, { op, left, right }: ConditionTask): void {
  const operands = {
    left: resolveReferences(shown(left), run, task),
    right: resolveReferences(shown(right), run, task),
  };
  task.parameters = operands;
  task.outcome = isTrue(op, operands.left, operands.right) ? 'true' : 'false';
}

function isTrue(operator: string, left: string, right: string): boolean {
  const ofText = OF_TEXT[operator];
  if (ofText) return ofText(left, right);
  const [first, second] = [left, right].map(numberOf) as [number, number];
  return OF_NUMBERS[operator]!(first, second);
}

function numberOf(operand: string): number {
  const number = operand.trim() === '' ? NaN : Number(operand);
  if (!Number.isNaN(number)) return number;
  throw new TaskConfigurationError(`Operand of the condition: must be a number, got ${operand}`);
}
