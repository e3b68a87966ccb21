/** Readers of JSON objects whose form is not known: request bodies, settings, stored objects. */

import { isObject, type JsonObject } from '../../../rules/json';

export { isObject, type JsonObject };

/** Returns the object in a field, or an empty one. */
export function objectIn(from: JsonObject, field: string): JsonObject {
  const value = from[field];
  return isObject(value) ? value : {};
}

/** Returns the text in a field, if it is one. */
export function textIn(from: JsonObject, field: string): string | undefined {
  const value = from[field];
  return typeof value === 'string' ? value : undefined;
}

/** Returns a value as text for a message: text as it is, anything else as JSON. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? value : `${JSON.stringify(value)}`;
}

/** Returns the texts of the list in a field; none without a list. */
export function textsIn(from: JsonObject, field: string): string[] {
  const value = from[field];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Returns the objects of the list in a field; none without a list. */
export function objectsIn(from: JsonObject, field: string): JsonObject[] {
  const value = from[field];
  return Array.isArray(value) ? value.filter(isObject) : [];
}
