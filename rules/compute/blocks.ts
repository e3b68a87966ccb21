import { type Body, Hidden, type Json } from '../plan-values';

/** Blocks of a body; an absent list has none. Synthesised code has single blocks without a list. */
export function blocks(value: Json | undefined): Body[] {
  if (Array.isArray(value)) return value.filter(isBody);
  return isBody(value) ? [value] : [];
}

/** True if an attribute has a value, also one that is known after the apply only. */
export function isGiven(value: Json | undefined): boolean {
  return value instanceof Hidden || (value !== undefined && value !== null && value !== '');
}

function isBody(value: Json | undefined): value is { [name: string]: Json } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Hidden)
  );
}
