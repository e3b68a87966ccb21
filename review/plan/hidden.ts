/** What stands in a plan for a value that cannot, or may not, be shown. */
export type Json = null | boolean | number | string | Hidden | Json[] | { [name: string]: Json };
export type Body = { readonly [name: string]: Json };

/** A value that is not in the report: known after the apply, or secret. */
export class Hidden {
  readonly #digest: string;

  /** @param digest tells two secrets apart without being one of them; never printed */
  constructor(
    readonly label: '(known after apply)' | '(sensitive)',
    digest = '',
  ) {
    this.#digest = digest;
  }

  isSameAs(other: unknown): boolean {
    return other instanceof Hidden && other.label === this.label && other.#digest === this.#digest;
  }

  toJSON(): string {
    return this.label;
  }
}

export const UNKNOWN = new Hidden('(known after apply)');

/** A provider does not mark everything that is secret. */
const SECRET_NAME = /(^|_)(password|passwd|secret|private_key|access_key|token|sas)$/i;

/** Whether an attribute's name is that of a secret; a plan has few names, and each many times. */
const secretNames = new Map<string, boolean>();

function isSecretName(name: string): boolean {
  let known = secretNames.get(name);
  if (known === undefined) secretNames.set(name, (known = SECRET_NAME.test(name)));
  return known;
}

/**
 * A value of a plan with what terraform marks as sensitive or unknown put out of sight. Whatever
 * has nothing to hide is the value itself: a large plan is not copied.
 * @param sensitive and
 * @param unknown `true`, or the shape of the value with `true` where a part of it is
 */
export function hide(value: unknown, sensitive: unknown, unknown: unknown, name = ''): Json {
  if (sensitive === true && (value ?? null) !== null) return secret(value);
  if (unknown === true) return UNKNOWN;
  if (Array.isArray(value) || Array.isArray(unknown)) {
    return hideItems((value ?? []) as unknown[], sensitive, unknown);
  }
  if (isObject(value) || isObject(unknown)) {
    return hideFields(isObject(value) ? value : {}, sensitive, unknown);
  }
  if (typeof value === 'string' && value !== '' && isSecretName(name)) return secret(value);
  return (value ?? null) as Json;
}

function hideItems(items: unknown[], sensitive: unknown, unknown: unknown): Json {
  const length = Math.max(items.length, Array.isArray(unknown) ? unknown.length : 0);
  let hidden: Json[] | undefined;
  for (let i = 0; i < length; i += 1) {
    const item = hide(items[i], part(sensitive, i), part(unknown, i));
    if (item === items[i]) continue;
    hidden ??= [...items] as Json[];
    hidden[i] = item;
  }
  return hidden ?? (items as Json[]);
}

function hideFields(fields: Record<string, unknown>, sensitive: unknown, unknown: unknown): Json {
  let hidden: Record<string, Json> | undefined;
  const hideField = (key: string): void => {
    const field = hide(fields[key], part(sensitive, key), part(unknown, key), key);
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

/** Compared by the value itself, which stays in the process. */
function secret(value: unknown): Hidden {
  return new Hidden('(sensitive)', JSON.stringify(value));
}

function part(shape: unknown, key: string | number): unknown {
  return typeof shape === 'object' && shape !== null
    ? (shape as Record<string | number, unknown>)[key]
    : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
