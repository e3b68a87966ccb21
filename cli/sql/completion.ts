/** Completion of keywords and of the names of catalogs, schemas and tables. */
import { ApiError, pages, type Workspace } from '../../client/rest';

const UC = '/api/2.1/unity-catalog';
const KEYWORDS = (
  'alter and as between by case create delete describe desc distinct drop explain from grant group ' +
  'having history in inner insert into is join left like limit merge not null on or order over partition ' +
  'restore revoke select set show table tables then union update using values view when where with'
).split(' ');

/** Names that need no backquotes; others are not completed. */
const PLAIN = /^\w+$/;
/** The name that ends at the cursor: at most three parts. */
const WORD = /(?:\w+\.){0,2}\w*$/;

export class Completion {
  private readonly lists = new Map<string, Promise<string[]>>();

  constructor(
    private readonly workspace: Workspace,
    /** Catalog of names with one or two parts. @default - the default catalog of the workspace */
    private readonly catalog?: string,
  ) {}

  /** Discards the names, which a statement may have changed. */
  forget(): void {
    this.lists.clear();
  }

  /** Returns the completions of the name that ends `line`, and that name. */
  async complete(line: string): Promise<[completions: string[], word: string]> {
    const word = WORD.exec(line)![0];
    const dot = word.lastIndexOf('.') + 1;
    const found = await this.names(word.slice(0, dot).split('.').slice(0, -1));
    const typed = word.slice(dot).toLowerCase();
    const matching = found.filter((name) => name.startsWith(typed));
    return [[...new Set(matching)].sort().map((name) => word.slice(0, dot) + name), word];
  }

  /** The names below a catalog, a schema, or without either. */
  private async names(parents: readonly string[]): Promise<string[]> {
    const current = await this.currentCatalog();
    const [first, second] = parents;
    if (first === undefined) {
      return [...KEYWORDS, ...(await this.catalogs()), ...(await this.schemas(current))];
    }
    if (second !== undefined) return this.tables(first, second);
    const below = [this.schemas(first), this.tables(current, first)];
    return (await Promise.all(below)).flat();
  }

  private async currentCatalog(): Promise<string> {
    if (this.catalog !== undefined) return this.catalog;
    const [name = ''] = await this.list('current', async () => {
      const { default_catalog_name: name } = await this.workspace.request<{
        default_catalog_name?: string;
      }>('GET', `${UC}/current-metastore-assignment`);
      return name === undefined ? [] : [name];
    });
    return name;
  }

  private catalogs(): Promise<string[]> {
    return this.list('catalogs', () => this.namesAt(`${UC}/catalogs`, 'catalogs'));
  }

  private schemas(catalog: string): Promise<string[]> {
    const query = { catalog_name: catalog };
    return this.list(`schemas ${catalog}`, () => this.namesAt(`${UC}/schemas`, 'schemas', query));
  }

  private tables(catalog: string, schema: string): Promise<string[]> {
    const query = { catalog_name: catalog, schema_name: schema, omit_columns: true };
    return this.list(`tables ${catalog}.${schema}`, () =>
      this.namesAt(`${UC}/tables`, 'tables', query),
    );
  }

  private async namesAt(
    path: string,
    key: string,
    query: Record<string, string | boolean> = {},
  ): Promise<string[]> {
    const found = await pages<{ name: string }>(this.workspace, path, key, query);
    return found.map(({ name }) => name).filter((name) => PLAIN.test(name));
  }

  /** A list, requested once. A catalog or schema that does not exist, or is not visible, has no names. */
  private list(key: string, request: () => Promise<string[]>): Promise<string[]> {
    let list = this.lists.get(key);
    if (!list) {
      list = request().catch((error: unknown) => {
        if (error instanceof ApiError) return [];
        throw error;
      });
      this.lists.set(key, list);
    }
    return list;
  }
}
