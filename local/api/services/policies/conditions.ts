/** Conditions of policies on columns: the two functions of tags that a local workspace evaluates. */
import { invalidParameter } from '../../core/errors';

export interface TagCondition {
  readonly key: string;
  /** @default - any value */
  readonly value?: string;
}

const CONDITION = /^\s*has_?tag(_?value)?\s*\(\s*'([^']+)'\s*(?:,\s*'([^']*)'\s*)?\)\s*$/i;

/** Reads `has_tag('key')` or `has_tag_value('key', 'value')`; other conditions are an error. */
export function parseCondition(text: string): TagCondition {
  const [, takesValue, key, value] = CONDITION.exec(text) ?? [];
  if (key === undefined || (takesValue === undefined) !== (value === undefined)) {
    throw invalidParameter(
      `condition: not supported in a local workspace, got ${text}. Use has_tag or has_tag_value`,
    );
  }
  return value === undefined ? { key } : { key, value };
}
