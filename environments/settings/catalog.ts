import type { LakehouseSettings } from '.';
import { Problems, repeatedProblems, show } from './problems';
import type { Topic, WithDefaults } from './topic';

/** The Unity Catalog catalog. */
export interface CatalogSettings {
  /** The Unity Catalog catalog of the lakehouse. */
  readonly catalog: string;
  /**
   * The catalog already exists and is declared elsewhere, for example one with default storage. The
   * stack then declares the objects in it, and adds its grants to those of others.
   * @default false
   */
  readonly existingCatalog?: boolean;
  /**
   * The ids of further workspaces that can access the catalog.
   * @default - only the workspace of the deployment
   */
  readonly workspaceIds?: readonly number[];
}

/** Settings of the catalog. */
export const CATALOG: Topic<
  CatalogSettings,
  WithDefaults<CatalogSettings, 'existingCatalog' | 'workspaceIds'>
> = {
  names: { catalog: true, existingCatalog: true, workspaceIds: true },
  resolve: ({ existingCatalog = false, workspaceIds = [] }) => ({ existingCatalog, workspaceIds }),
  problems: (settings) => {
    const problems = new Problems(settings);
    problems.matches('catalog', /^[a-z_][a-z0-9_]*$/, 'not a lower-case SQL identifier');
    problems.booleans('existingCatalog');
    const { workspaceIds = [] } = settings;
    for (const id of workspaceIds) {
      const isId = Number.isSafeInteger(id) && id > 0;
      problems.check(isId, 'workspaceIds', 'not the id of a workspace', id);
    }
    return [
      ...problems.all,
      ...repeatedProblems('workspaceIds', workspaceIds),
      ...existingCatalogProblems(settings),
    ];
  },
};

/** The settings of a catalog that the stack declares. */
const OF_A_DECLARED_CATALOG = [
  'awsStorage',
  'managedLocation',
  'managedCredential',
  'workspaceIds',
  'predictiveOptimization',
] as const satisfies readonly (keyof LakehouseSettings)[];

/** Problems of an existing catalog: its storage and its bindings are declared with it, elsewhere. */
function existingCatalogProblems(settings: LakehouseSettings): string[] {
  if (settings.existingCatalog !== true) return [];
  return OF_A_DECLARED_CATALOG.filter((field) => settings[field] !== undefined).map(
    (field) =>
      `\`${field}\`: not allowed where \`existingCatalog\` is true, got ${show(settings[field])}`,
  );
}
