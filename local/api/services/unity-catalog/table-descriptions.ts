/** Descriptions of tables, as the Spark process gives them. */
import { canHaveTables } from '../../core/cluster/catalog';
import { type Cluster, ClusterError, type TableDescription } from '../../core/cluster/cluster';
import type { Named } from '../../core/cluster/statement-access';
import type { Collection } from '../../core/state';
import type { Workspace } from '../../core/workspace';

interface TableList {
  readonly tables: Array<{ name: string; table_type: string }>;
}

/** Spark's words for a table or schema that is not there. */
const NOT_FOUND = ['TABLE_OR_VIEW_NOT_FOUND', 'SCHEMA_NOT_FOUND', 'NO_SUCH_TABLE_EXCEPTION'];

/**
 * Descriptions are kept, also across restarts, until something runs that may change them: so a plan
 * after which nothing ran needs no Spark process.
 */
export class TableDescriptions {
  private readonly descriptions: Collection<TableDescription>;
  private readonly lists: Collection<TableList>;
  /** Raised by every change; the answer to an earlier request is not stored. */
  private generation = 0;
  private changesUnderWay = 0;

  private readonly cluster: Cluster;

  constructor({ state, cluster }: Workspace) {
    this.cluster = cluster;
    this.descriptions = state.collection('table_descriptions');
    this.lists = state.collection<TableList>('table_lists');
  }

  /** The description of a table, or undefined if it does not exist. */
  async describe(fullName: string): Promise<TableDescription | undefined> {
    const key = fullName.toLowerCase();
    const [, schema] = key.split('.');
    if (!canHaveTables(schema!)) return undefined;
    const kept = this.descriptions.get(key);
    if (kept) return kept;
    const { generation } = this;
    try {
      const description = await this.cluster.call('describe_table', { full_name: key });
      if (this.isCurrent(generation)) this.descriptions.set(key, description);
      return description;
    } catch (error) {
      if (!(error instanceof ClusterError) || !NOT_FOUND.includes(error.errorCode)) throw error;
      return undefined;
    }
  }

  async list(catalog: string, schema: string): Promise<TableList['tables']> {
    if (!canHaveTables(schema)) return [];
    const key = `${catalog}.${schema}`.toLowerCase();
    const kept = this.lists.get(key);
    if (kept) return kept.tables;
    const { generation } = this;
    const { tables } = await this.cluster.call('list_tables', { catalog, schema });
    if (this.isCurrent(generation)) this.lists.set(key, { tables });
    return tables;
  }

  /**
   * Drops what a change of tables and schemas may make wrong, now and when the returned function is
   * called at its end.
   */
  beginChange(changed: readonly Named[] | 'anything'): () => void {
    if (changed.length === 0) return () => undefined;
    this.changesUnderWay += 1;
    this.invalidate(changed);
    return () => {
      this.changesUnderWay -= 1;
      this.invalidate(changed);
    };
  }

  private isCurrent(generation: number): boolean {
    return this.generation === generation && this.changesUnderWay === 0;
  }

  private invalidate(changed: readonly Named[] | 'anything'): void {
    this.generation += 1;
    const isWrong = (key: string): boolean =>
      changed === 'anything' ||
      changed.some(({ full_name: name }) => key === name || key.startsWith(`${name}.`));
    const isWrongList = (key: string): boolean =>
      isWrong(key) ||
      (changed !== 'anything' && changed.some(({ full_name: name }) => name.startsWith(`${key}.`)));
    for (const key of this.descriptions.keys()) if (isWrong(key)) this.descriptions.delete(key);
    for (const key of this.lists.keys()) if (isWrongList(key)) this.lists.delete(key);
  }
}
