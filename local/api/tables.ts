/** Tables: their content is the Spark process's, who owns them is kept here. */
import { randomUUID } from 'node:crypto';
import { ClusterError, type Cluster, type TableDescription } from './cluster';
import type { Collection, Entity, State } from './state';
import type { Effect } from './statement-effects';

/** Owner and history of a table, by full name. */
export interface TableRecord extends Entity {
  table_id: string;
  owner: string;
  created_at: number;
  created_by: string;
  updated_at: number;
  updated_by: string;
}

interface TableList extends Entity {
  tables: Array<{ name: string; table_type: string }>;
}

/** Spark's words for a table or schema that is not there. */
const NOT_FOUND = ['TABLE_OR_VIEW_NOT_FOUND', 'SCHEMA_NOT_FOUND', 'NO_SUCH_TABLE_EXCEPTION'];

/**
 * Descriptions are kept, also across restarts, until something runs that may change them: so a plan
 * after which nothing ran needs no Spark process.
 */
export class Tables {
  private readonly records: Collection<TableRecord>;
  private readonly descriptions: Collection;
  private readonly lists: Collection<TableList>;
  /** Raised by every change; an answer asked for before a change is not kept. */
  private generation = 0;
  private changesUnderWay = 0;

  constructor(
    state: State,
    private readonly cluster: Cluster,
  ) {
    this.records = state.collection<TableRecord>('tables');
    this.descriptions = state.collection('table_descriptions');
    this.lists = state.collection<TableList>('table_lists');
  }

  /** The description of a table, or undefined where there is none. */
  async describe(fullName: string): Promise<TableDescription | undefined> {
    const key = fullName.toLowerCase();
    const kept = this.descriptions.get(key);
    if (kept) return kept as TableDescription;
    const { generation } = this;
    try {
      const description = await this.cluster.call('describe_table', { full_name: key });
      if (this.isCurrent(generation)) this.descriptions.set(key, description);
      return description;
    } catch (error) {
      if (!(error instanceof ClusterError) || !NOT_FOUND.includes(error.errorCode)) throw error;
      this.forget(key);
      return undefined;
    }
  }

  async list(catalog: string, schema: string): Promise<TableList['tables']> {
    const key = `${catalog}.${schema}`.toLowerCase();
    const kept = this.lists.get(key);
    if (kept) return kept.tables;
    const { generation } = this;
    const { tables } = await this.cluster.call('list_tables', { catalog, schema });
    if (this.isCurrent(generation)) this.lists.set(key, { tables });
    return tables;
  }

  /** Who owns the table; one that was made behind the API's back belongs to `fallbackOwner`. */
  record(fullName: string, fallbackOwner: string): TableRecord {
    return this.records.get(fullName.toLowerCase()) ?? this.recordCreation(fullName, fallbackOwner);
  }

  recordCreation(fullName: string, owner: string): TableRecord {
    const now = Date.now();
    return this.records.set(fullName.toLowerCase(), {
      table_id: randomUUID(),
      owner,
      created_at: now,
      created_by: owner,
      updated_at: now,
      updated_by: owner,
    });
  }

  update(fullName: string, fields: Partial<TableRecord>): void {
    const key = fullName.toLowerCase();
    const record = this.records.get(key);
    if (record) this.records.set(key, { ...record, ...fields, updated_at: Date.now() });
  }

  /** Names of the tables known to be in a schema, without asking the Spark process. */
  knownIn(schemaFullName: string): string[] {
    return this.records.keys().filter((key) => key.startsWith(`${schemaFullName.toLowerCase()}.`));
  }

  forget(fullName: string): void {
    this.records.delete(fullName.toLowerCase());
    this.descriptions.delete(fullName.toLowerCase());
  }

  /** Drops what `effect` may make wrong, now and when the returned function is called at its end. */
  beginChange(effect: Effect): () => void {
    if (effect.kind === 'none') return () => undefined;
    this.changesUnderWay += 1;
    this.invalidate(effect);
    return () => {
      this.changesUnderWay -= 1;
      this.invalidate(effect);
    };
  }

  private isCurrent(generation: number): boolean {
    return this.generation === generation && this.changesUnderWay === 0;
  }

  private invalidate(effect: Effect): void {
    this.generation += 1;
    if (effect.kind === 'table') {
      this.descriptions.delete(effect.fullName);
      this.lists.delete(effect.fullName.split('.').slice(0, 2).join('.'));
      return;
    }
    const isSchema = effect.kind === 'schema';
    for (const [collection, keys] of [
      [this.descriptions, this.descriptions.keys()],
      [this.lists, this.lists.keys()],
    ] as const) {
      for (const key of keys) {
        if (!isSchema || key === effect.fullName || key.startsWith(`${effect.fullName}.`)) {
          collection.delete(key);
        }
      }
    }
  }
}
