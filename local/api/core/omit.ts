/** `object` without the named fields. */
export function omit<T extends object, K extends string>(object: T, ...fields: K[]): Omit<T, K> {
  const gone = new Set<string>(fields);
  return Object.fromEntries(Object.entries(object).filter(([key]) => !gone.has(key))) as Omit<T, K>;
}
