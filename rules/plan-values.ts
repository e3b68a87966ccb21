import { isObject } from './json';

/** A value of a plan; {@link Hidden} in place of one that cannot, or must not, be shown. */
export type Json = null | boolean | number | string | Hidden | Json[] | { [name: string]: Json };
export type Body = { readonly [name: string]: Json };

/**
 * The reason why a value is hidden: it is not known yet, the provider marks it as sensitive (and it
 * holds a literal value, or only references to secrets), its name is that of a secret, or its shape is.
 */
export type HiddenBy = 'unknown' | 'provider' | 'reference' | 'name' | 'shape';

/** A value that is not in the report: known after the apply, or secret. */
export class Hidden {
  readonly #digest: string;

  /** @param digest tells two secrets apart without being one of them; never printed */
  constructor(
    readonly label: '(known after apply)' | '(sensitive)',
    digest = '',
    readonly by: HiddenBy = label === '(sensitive)' ? 'provider' : 'unknown',
    /** The kind of secret, as `a private key`. @default - only the name says that it is one */
    readonly what?: string,
  ) {
    this.#digest = digest;
  }

  isSameAs(other: unknown): boolean {
    return other instanceof Hidden && other.label === this.label && other.#digest === this.#digest;
  }

  /** Adds the texts that are hidden here, so that they can be found where they are repeated. */
  addTexts(texts: Set<string>): void {
    if (this.by === 'name' || this.by === 'shape') texts.add(JSON.parse(this.#digest) as string);
  }

  toJSON(): string {
    return this.label;
  }
}

export const UNKNOWN = new Hidden('(known after apply)');

/**
 * Returns whether two values are the same, secrets included. An unknown value is the same as no
 * other: it may become anything.
 */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a instanceof Hidden || b instanceof Hidden) {
    return a instanceof Hidden && a.label === '(sensitive)' && a.isSameAs(b);
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return (a ?? null) === (b ?? null);
  }
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, Json>, b as Record<string, Json>];
  for (const key in left) if (!isSame(left[key], right[key])) return false;
  for (const key in right) if (!(key in left) && !isSame(null, right[key])) return false;
  return true;
}

/** The hidden value of an attribute of blocks, or of one of its blocks; undefined if all are visible. */
export function hiddenIn(value: Json | undefined): Hidden | undefined {
  if (value instanceof Hidden) return value;
  if (!Array.isArray(value)) return undefined;
  const odd = value.find((item) => item instanceof Hidden || !isObject(item));
  return odd === undefined || odd instanceof Hidden ? odd : UNKNOWN;
}

/** Returns a value as text: a hidden one as its label, a list with commas, an object as JSON. */
export function textOf(value: unknown): string {
  if (value instanceof Hidden) return value.label;
  if (Array.isArray(value)) return value.map((item) => (item === null ? '' : textOf(item))).join();
  return isObject(value) ? JSON.stringify(value) : String(value);
}

/** True for an object with visible fields. */
export function isVisibleObject(value: Json): value is { [name: string]: Json } {
  return isObject(value) && !(value instanceof Hidden);
}
