/** Comments, quoted text and quoted names, in which a colon is no marker; then a marker. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|`[^`]*`|(?<!:):([A-Za-z_]\w*)/g;

/** The names of a statement's named parameter markers, sorted: `:catalog` is `catalog`. */
export function sqlParameters(sql: string): string[] {
  const names = [...sql.matchAll(TOKEN)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  return [...new Set(names)].sort();
}
