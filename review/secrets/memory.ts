/** The results of a pure function of a text: a plan holds the same texts many times. */
export function remembered<T>(work: (text: string) => T, most = 20_000): (text: string) => T {
  const results = new Map<string, T>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined || results.has(text)) return known as T;
    const result = work(text);
    if (results.size >= most) results.clear();
    results.set(text, result);
    return result;
  };
}
