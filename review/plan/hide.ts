import { isObject } from '../../rules/json';
import { Hidden, type HiddenBy, type Json, UNKNOWN } from '../../rules/plan-values';
import { remembered } from '../secrets/memory';
import { isReference } from '../secrets/reference';
import { type KeyMeaning, meaningOfKey } from '../secrets/secret-key';
import { looksRandom, secretIn } from '../secrets/secret-value';

/** Values beside the name of a setting, as in `{"name": "API_KEY", "value": "..."}`. */
const NAME_FIELDS = ['name', 'key', 'parameter', 'header', 'variable'];
const VALUE_FIELDS = new Set([
  'value',
  'values',
  'default',
  'default_value',
  'defaultValue',
  'string_value',
  'plaintext',
  'plaintext_value',
]);
const OPTION = /^--?([A-Za-z][\w.-]*)$/;

/**
 * A value of a plan without what is sensitive, unknown or secret in it. A value that has nothing to hide is
 * returned itself: a large plan is not copied.
 * @param sensitive and
 * @param unknown `true`, or the shape of the value with `true` where a part of it is
 * @param name of the attribute or entry that holds the value
 */
export function hide(value: unknown, sensitive: unknown, unknown: unknown, name = ''): Json {
  return hideAs(value, sensitive, unknown, meaningOfKey(name), name);
}

function hideAs(
  value: unknown,
  sensitive: unknown,
  unknown: unknown,
  meaning: KeyMeaning,
  name: string,
): Json {
  if (sensitive === true && (value ?? null) !== null) {
    return secret(value, isOnlyReferences(value) ? 'reference' : 'provider');
  }
  if (unknown === true) return UNKNOWN;
  if (Array.isArray(value) || Array.isArray(unknown)) {
    return hideItems((value ?? []) as unknown[], sensitive, unknown, meaning, name);
  }
  if (isObject(value) || isObject(unknown)) {
    return hideFields(isObject(value) ? value : {}, sensitive, unknown, meaning);
  }
  return typeof value === 'string' ? hideText(value, meaning, name) : ((value ?? null) as Json);
}

function hideText(text: string, meaning: KeyMeaning, name: string): Json {
  if (text === '') return text;
  if (meaning === 'certain' && !isReference(text)) return secret(text, 'name');
  if (meaning === 'likely' && looksRandom(text)) return secret(text, 'name');
  const isDocument = /^\s*[[{]/.test(text);
  const what = secretIn(text) ?? (isDocument ? secretInDocument(text) : secretInBase64(text, name));
  return what === undefined ? text : secret(text, 'shape', what);
}

/** A secret under its name in a document that an attribute holds as text: a cluster policy, a dashboard. */
const secretInDocument = remembered((text: string): string | undefined => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  return hide(document, {}, {}) === document ? undefined : 'a document with a secret';
});

function secretInBase64(text: string, name: string): string | undefined {
  if (!/base_?64$/i.test(name)) return undefined;
  const content = Buffer.from(text, 'base64').toString('utf8');
  return secretIn(content) ?? secretInDocument(content);
}

function hideItems(
  items: unknown[],
  sensitive: unknown,
  unknown: unknown,
  meaning: KeyMeaning,
  name: string,
): Json {
  const length = Math.max(items.length, Array.isArray(unknown) ? unknown.length : 0);
  let hidden: Json[] | undefined;
  for (let i = 0; i < length; i += 1) {
    // the value that follows an option of a command: `--password`, `...`
    const option = typeof items[i - 1] === 'string' ? OPTION.exec(items[i - 1] as string) : null;
    const own = option ? meaningOfKey(option[1]!) : isObject(items[i]) ? 'none' : meaning;
    const item = hideAs(items[i], part(sensitive, i), part(unknown, i), own, name);
    if (item === items[i]) continue;
    hidden ??= [...items] as Json[];
    hidden[i] = item;
  }
  return hidden ?? (items as Json[]);
}

function hideFields(
  fields: Record<string, unknown>,
  sensitive: unknown,
  unknown: unknown,
  outer: KeyMeaning,
): Json {
  let hidden: Record<string, Json> | undefined;
  const named = namedMeaning(fields, outer);
  const hideField = (key: string): void => {
    const meaning = named !== 'none' && VALUE_FIELDS.has(key) ? named : meaningOfKey(key);
    const field = hideAs(fields[key], part(sensitive, key), part(unknown, key), meaning, key);
    if (field === fields[key]) return;
    hidden ??= { ...fields } as Record<string, Json>;
    hidden[key] = field;
  };
  for (const key of Object.keys(fields)) hideField(key);
  if (isObject(unknown)) {
    for (const key of Object.keys(unknown)) if (!(key in fields)) hideField(key);
  }
  return hidden ?? (fields as { [name: string]: Json });
}

/** The meaning of an object's value: by the name beside it, or the name of the object. */
function namedMeaning(fields: Record<string, unknown>, outer: KeyMeaning): KeyMeaning {
  if (outer !== 'none') return outer;
  for (const name of NAME_FIELDS) {
    const text = fields[name];
    if (typeof text !== 'string') continue;
    const meaning = meaningOfKey(text);
    if (meaning !== 'none') return meaning;
  }
  return 'none';
}

/** Compared by the value itself, which stays in the process. */
function secret(value: unknown, by: HiddenBy, what?: string): Hidden {
  return new Hidden('(sensitive)', JSON.stringify(value), by, what);
}

function isOnlyReferences(value: unknown): boolean {
  if (typeof value === 'string') return isReference(value);
  if (typeof value !== 'object' || value === null) return typeof value !== 'number';
  return Object.values(value).every(isOnlyReferences);
}

function part(shape: unknown, key: string | number): unknown {
  return typeof shape === 'object' && shape !== null
    ? (shape as Record<string | number, unknown>)[key]
    : undefined;
}
