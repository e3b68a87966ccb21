import type { ConfiguredResource } from './terraform-plan';

const KEY = String.raw`\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]`;
const KEYS = new RegExp(KEY, 'g');
/** The module and the instance key of an address: `module.a["x"].` and `[0]` of `module.a["x"].b.c[0]`. */
const ADDRESS = new RegExp(String.raw`^((?:module\.[^.[]+(?:${KEY})?\.)*).*?(${KEY})?$`);
/** The resource, or the instance of one, that a reference begins with. */
const REFERENCE = new RegExp(String.raw`^[^.[]+\.[^.[]+(?:${KEY})?`);

/** An address without the keys of instances: `module.a["x"].b.c[0]` is `module.a.b.c`. */
export function withoutKeys(address: string): string {
  return address.replace(KEYS, '');
}

/** The names in an expression, as `aws_s3_bucket.b[0].id`, `aws_s3_bucket.b` and `each.key`. */
export function referencedNames(
  configured: ConfiguredResource | undefined,
  path: readonly (string | number)[],
): readonly string[] {
  let at: unknown = configured?.expressions;
  for (const key of path) at = (at as Record<string | number, unknown> | undefined)?.[key];
  const names = namesIn(at);
  // `each.value` is an element of `for_each`
  return names.includes('each.value')
    ? [...names, ...namesIn(configured?.for_each_expression)]
    : names;
}

/** Returns whether a name is that of a data source or a module, whose values a plan does not lead to. */
export function isForeign(name: string): boolean {
  return /^(?:data|module)\./.test(name);
}

/**
 * The addresses that a name may mean, in the module of the resource that refers to it. By
 * `each.key` or `count.index` an instance refers to the one with its own key.
 */
export function addressesOf(name: string, address: string, names: readonly string[]): string[] {
  const [, module, key = ''] = ADDRESS.exec(address)!;
  const [resource] = REFERENCE.exec(name) ?? [];
  if (resource === undefined) return [];
  const isByKey = names.some((other) => /^(?:each|count)\./.test(other));
  return [`${module}${resource}`, ...(isByKey ? [`${module}${resource}${key}`] : [])];
}

function namesIn(expression: unknown): readonly string[] {
  return (expression as { references?: readonly string[] } | undefined)?.references ?? [];
}
