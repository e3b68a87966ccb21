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

/**
 * A value of a plan with what terraform marks as sensitive or unknown put out of sight.
 * @param sensitive and
 * @param unknown `true`, or the shape of the value with `true` where a part of it is
 */
export function hide(value: unknown, sensitive: unknown, unknown: unknown, name = ''): Json {
  if (sensitive === true && (value ?? null) !== null) return secret(value);
  if (unknown === true) return UNKNOWN;
  if (Array.isArray(value) || Array.isArray(unknown)) {
    const items = (value ?? []) as unknown[];
    const length = Math.max(items.length, Array.isArray(unknown) ? unknown.length : 0);
    return Array.from({ length }, (_, i) => hide(items[i], part(sensitive, i), part(unknown, i)));
  }
  if (isObject(value) || isObject(unknown)) {
    const fields = isObject(value) ? value : {};
    const names = [
      ...Object.keys(fields),
      ...Object.keys(isObject(unknown) ? unknown : {}).filter((key) => !(key in fields)),
    ];
    return Object.fromEntries(
      names.map((key) => [key, hide(fields[key], part(sensitive, key), part(unknown, key), key)]),
    );
  }
  if (typeof value === 'string' && value !== '' && SECRET_NAME.test(name)) return secret(value);
  return (value ?? null) as Json;
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
