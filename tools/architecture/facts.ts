/** Facts of the architecture diagram, read from the synthesised stack and the contracts. */
import { FEEDS, qualifiedName, TABLES } from '../../contracts';

/** A resource of a synthesised stack, by its attributes. */
type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<{ name?: string }>>>>>;

/** Names that the diagram shows. */
export interface ArchitectureFacts {
  /** Folders of the landing volume. */
  readonly feeds: readonly string[];
  /** Tables by schema, without the schema. */
  readonly tables: Readonly<Record<'bronze' | 'silver' | 'gold' | 'ops', readonly string[]>>;
  readonly jobs: readonly string[];
  readonly alertCount: number;
}

/**
 * Returns the facts of a stack.
 * @param resources of the synthesised stack: by type, then by address
 * @throws Error for a stack without jobs, which has nothing to draw
 */
export function architectureFacts(resources: Resources): ArchitectureFacts {
  const jobs = Object.values(resources.databricks_job ?? {}).map(({ name = '' }) => name);
  if (jobs.length === 0)
    throw new Error('the stack: no databricks_job, got none. Synthesise it first');
  const tablesOf = (schema: string): string[] =>
    TABLES.filter((table) => table.schema === schema).map((table) =>
      qualifiedName(table).slice(schema.length + 1),
    );
  return {
    feeds: FEEDS.map(({ path }) => path),
    tables: {
      bronze: tablesOf('bronze'),
      silver: tablesOf('silver'),
      gold: tablesOf('gold'),
      ops: tablesOf('ops'),
    },
    jobs: [...jobs].sort(),
    alertCount: Object.keys(resources.databricks_alert ?? {}).length,
  };
}
