import type { LakehouseSettings } from './settings';
import { show } from './show';

/** The settings of a catalog that the stack declares. */
const OF_A_DECLARED_CATALOG = [
  'awsStorage',
  'managedLocation',
  'managedCredential',
  'workspaceIds',
  'predictiveOptimization',
] as const satisfies readonly (keyof LakehouseSettings)[];

/** Problems of a catalog that exists: its storage and bindings are declared with it, elsewhere. */
export function existingCatalogProblems(settings: LakehouseSettings): string[] {
  const { existingCatalog } = settings;
  if (existingCatalog === undefined || existingCatalog === false) return [];
  if (existingCatalog !== true) {
    return [`\`existingCatalog\` must be true or false, got: ${show(existingCatalog)}`];
  }
  return OF_A_DECLARED_CATALOG.filter((field) => settings[field] !== undefined).map(
    (field) =>
      `\`${field}\` must be left out where \`existingCatalog\` is true, got: ${show(settings[field])}`,
  );
}
