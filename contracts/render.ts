import { FEEDS, TABLES } from '.';
import { declaredSchema, parsingSchema, type FeedContract, type SchemaEvolution } from './feed';
import { qualifiedName, type ColumnContract, type RuleContract, type TableContract } from './table';

/** The form in which notebooks read the contracts; docs/architecture.md describes it. */
export interface RenderedContracts {
  readonly version: 1;
  readonly tables: Readonly<Record<string, RenderedTable>>;
  readonly feeds: Readonly<Record<string, RenderedFeed>>;
}

export interface RenderedTable {
  readonly schema: string;
  readonly name: string;
  readonly comment: string;
  readonly grain: string;
  readonly key: readonly string[];
  readonly columns: readonly Omit<ColumnContract, 'pii'>[];
  readonly layoutColumns: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly rules: readonly RuleContract[];
}

export interface RenderedFeed {
  readonly path: string;
  readonly fileNamePattern: string;
  readonly wholeFile: boolean;
  readonly bronzeTable: string;
  readonly document: string;
  readonly declared: string;
  readonly schemaEvolution: SchemaEvolution;
}

export interface RenderOptions {
  /**
   * What each feed does with undeclared fields.
   * @default - what the feed's contract says
   */
  readonly schemaEvolution?: Readonly<Record<string, SchemaEvolution>>;
}

/** All contracts as one value, ready to be written as `contracts.json`. */
export function renderContracts(options: RenderOptions = {}): RenderedContracts {
  return {
    version: 1,
    tables: Object.fromEntries(TABLES.map((t) => [qualifiedName(t), renderTable(t)])),
    feeds: Object.fromEntries(
      FEEDS.map((f) => [f.name, renderFeed(f, options.schemaEvolution?.[f.name])]),
    ),
  };
}

function renderTable(table: TableContract): RenderedTable {
  return {
    schema: table.schema,
    name: table.name,
    comment: table.comment,
    grain: table.grain,
    key: table.key ?? [],
    columns: table.columns.map(({ name, type, nullable, comment }) => ({
      name,
      type,
      nullable,
      comment,
    })),
    layoutColumns: table.layoutColumns ?? [],
    properties: table.properties ?? {},
    rules: table.rules ?? [],
  };
}

function renderFeed(feed: FeedContract, schemaEvolution?: SchemaEvolution): RenderedFeed {
  return {
    path: feed.path,
    fileNamePattern: feed.fileNamePattern,
    wholeFile: feed.wholeFile,
    bronzeTable: qualifiedName(feed.bronzeTable),
    document: parsingSchema(feed),
    declared: declaredSchema(feed),
    schemaEvolution: schemaEvolution ?? feed.schemaEvolution ?? 'rescue',
  };
}
