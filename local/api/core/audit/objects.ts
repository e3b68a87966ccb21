/** Unity Catalog's objects, as its actions name them. */

/** The noun of an action: `createTable`, `getFunction`. */
export const NOUNS: Readonly<Record<string, string>> = {
  catalog: 'Catalog',
  schema: 'Schema',
  table: 'Table',
  function: 'Function',
  volume: 'Volume',
};

/** The parameter with the name of an existing object. */
export function nameParam(type: string): string {
  if (type === 'catalog') return 'name_arg';
  return type === 'volume' ? 'volume_full_name' : 'full_name_arg';
}
